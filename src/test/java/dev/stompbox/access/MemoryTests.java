package dev.stompbox.access;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import dev.stompbox.message.Topic;

import static org.assertj.core.api.Assertions.assertThat;

/** What is remembered of rights to publish. */
class MemoryTests {

	private final AtomicInteger asked = new AtomicInteger();

	private final Memory memory = new Memory(new RuleSet(List.of()));

	private void ask(int topics) {
		for (int i = 0; i < topics; i++) {
			boolean odd = i % 2 == 1;
			assertThat(this.memory.granted(Topic.parse("prices." + i), (topic) -> {
				this.asked.incrementAndGet();
				return odd;
			})).isEqualTo(odd);
		}
	}

	@Test
	void aThousandTopicsInTurnAreAskedAboutOnce() {
		ask(1000);
		ask(1000);
		ask(1000);
		int before = this.asked.get();
		ask(1000);
		assertThat(this.asked.get() - before).isLessThan(20);
	}

	@Test
	void moreTopicsThanItRemembersAreAnsweredAllTheSame() {
		ask(20_000);
		ask(20_000);
	}

}
