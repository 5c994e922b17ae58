package dev.stompbox.bench;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StampTests {

	@Test
	void whatIsWrittenIsRead() {
		Random random = new Random(1);
		for (int i = 0; i < 1000; i++) {
			byte[] bytes = new byte[Stamp.LENGTH + 10];
			int at = random.nextInt(10);
			int phase = random.nextInt(Stamp.LAST_PHASE + 1);
			int publisher = random.nextInt(Stamp.LAST_PUBLISHER + 1);
			int topic = random.nextInt() & Integer.MAX_VALUE;
			int sequence = random.nextInt();
			long time = random.nextLong();
			Stamp.origin(bytes, at, phase, publisher, topic);
			Stamp.moment(bytes, at, sequence, time);
			assertThat(Stamp.at(bytes, at)).isTrue();
			assertThat(Stamp.phase(bytes, at)).isEqualTo(phase);
			assertThat(Stamp.publisher(bytes, at)).isEqualTo(publisher);
			assertThat(Stamp.topic(bytes, at)).isEqualTo(topic);
			assertThat(Stamp.sequence(bytes, at)).isEqualTo(sequence);
			assertThat(Stamp.time(bytes, at)).isEqualTo(time);
		}
	}

	@Test
	void itIsText() {
		byte[] bytes = new byte[Stamp.LENGTH];
		Stamp.origin(bytes, 0, 0xab, 0x12, 0x345);
		Stamp.moment(bytes, 0, 0x6789, -1);
		assertThat(new String(bytes, StandardCharsets.US_ASCII)).isEqualTo("@Bab00120000034500006789ffffffffffffffff");
		assertThat(Stamp.at("@A".getBytes(StandardCharsets.US_ASCII), 0)).isFalse();
	}

}
