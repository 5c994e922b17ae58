package dev.stompbox.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RangesTests {

	private static List<String> texts(Ranges ranges) {
		List<String> all = new ArrayList<>();
		ranges.forEach((from, to) -> all.add(from + "-" + to));
		return all;
	}

	@Test
	void whatFollowsEachOtherIsOne() {
		Ranges ranges = new Ranges();
		ranges.add(5, 5);
		ranges.add(1, 2);
		ranges.add(7, 9);
		assertThat(texts(ranges)).containsExactly("1-2", "5-5", "7-9");
		ranges.add(6, 6);
		assertThat(texts(ranges)).containsExactly("1-2", "5-9");
		ranges.add(2, 20);
		assertThat(texts(ranges)).containsExactly("1-20");
		ranges.dropBefore(7);
		assertThat(texts(ranges)).containsExactly("7-20");
	}

	@Test
	void itIsASet() {
		Random random = new Random(3);
		for (int round = 0; round < 200; round++) {
			Ranges ranges = new Ranges();
			TreeSet<Long> set = new TreeSet<>();
			for (int i = 0; i < 30; i++) {
				long from = 1 + random.nextInt(60);
				long to = from + random.nextInt(6);
				ranges.add(from, to);
				for (long each = from; each <= to; each++) {
					set.add(each);
				}
				if (random.nextInt(10) == 0) {
					ranges.dropBefore(from);
					set.headSet(from).clear();
				}
				for (long each = 1; each < 70; each++) {
					assertThat(ranges.has(each)).isEqualTo(set.contains(each));
				}
			}
			long before = -1;
			for (String range : texts(ranges)) {
				long begin = Long.parseLong(range.substring(0, range.indexOf('-')));
				assertThat(begin).as("a gap between two").isGreaterThan(before + 1);
				before = Long.parseLong(range.substring(range.indexOf('-') + 1));
			}
		}
	}

}
