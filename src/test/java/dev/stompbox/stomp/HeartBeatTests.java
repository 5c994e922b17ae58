package dev.stompbox.stomp;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** STOMP 1.2, "Heart-beating". */
class HeartBeatTests {

	/** The server can send every 10 s and wants to hear something every 10 s. */
	@ParameterizedTest
	@CsvSource({ "'0,0', 0, 0", "'0,10000', 10000, 0", "'10000,0', 0, 10000", "'30000,20000', 20000, 30000",
			"'5000,5000', 10000, 10000", "'1,1', 10000, 10000", "' 1000 , 2000 ', 10000, 10000",
			"'999999999999999999,999999999999999999', 86400000, 86400000" })
	void eachSideIsHeldToTheSlowerOfTwo(String asked, long sendEvery, long expectEvery) {
		assertThat(HeartBeat.negotiate(asked, Duration.ofSeconds(10))).isEqualTo(new HeartBeat(sendEvery, expectEvery));
	}

	@Test
	void withoutTheHeaderThereAreNone() {
		assertThat(HeartBeat.negotiate(null, Duration.ofSeconds(10))).isEqualTo(HeartBeat.NONE);
	}

	@Test
	void aServerThatWantsNoneHasNone() {
		assertThat(HeartBeat.negotiate("1000,1000", Duration.ZERO)).isEqualTo(HeartBeat.NONE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ",", "1", "1,", ",1", "1,1,1", "-1,0", "+1,0", "a,b", "1.5,0", "0x1,0", "1 0,0",
			"9223372036854775808,0", "٣,0" })
	void whatIsNoTwoNumbersIsRefused(String asked) {
		assertThatThrownBy(() -> HeartBeat.negotiate(asked, Duration.ofSeconds(10))).isInstanceOfSatisfying(
				Refused.class, (refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_HEADER));
	}

}
