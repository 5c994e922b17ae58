package dev.stompbox.stomp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.broker.AckMode;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SubscribeTests {

	@Test
	void withoutAWordOfItEveryMessageCountsAsReceivedWhenItIsSent() {
		assertThat(read()).isEqualTo(new Subscribe("s", "/queue/demo.a", AckMode.AUTO, 65_535, 8192));
	}

	@ParameterizedTest
	@CsvSource({ "auto, AUTO", "client, CLIENT", "client-individual, CLIENT_INDIVIDUAL" })
	void theModesAreStomps(String ack, AckMode mode) {
		assertThat(read("ack", ack).mode()).isEqualTo(mode);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Client", "AUTO", "client ", "none", "client_individual" })
	void otherModesAreRefused(String ack) {
		assertRefused(ErrorCode.BAD_HEADER, "ack", ack);
	}

	@ParameterizedTest
	@CsvSource({ "1, 1", "10, 10", "00010, 10", "65535, 65535" })
	void prefetchIsANumberOfMessages(String prefetch, int number) {
		assertThat(read("ack", "client", "prefetch", prefetch).prefetch()).isEqualTo(number);
		assertThat(read("ack", "client-individual", "prefetch", prefetch).prefetch()).isEqualTo(number);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0", "00", "-1", "+1", "1.5", "65536", "99999", "1000000", "999999999999", "ten", " 1",
			"١" })
	void otherNumbersAreRefused(String prefetch) {
		assertRefused(ErrorCode.BAD_HEADER, "ack", "client", "prefetch", prefetch);
	}

	@Test
	void prefetchMeansNothingWhereNothingIsAcknowledged() {
		assertRefused(ErrorCode.BAD_HEADER, "prefetch", "10");
		assertRefused(ErrorCode.BAD_HEADER, "ack", "auto", "prefetch", "10");
	}

	@ParameterizedTest
	@ValueSource(strings = { "since", "rewind", "selector" })
	void whatIsNotThereYetIsRefusedAndNotIgnored(String header) {
		assertRefused(ErrorCode.NOT_AVAILABLE, header, "1");
	}

	private static Subscribe read(String... headers) {
		Headers.Builder all = Headers.builder(4).add("destination", "/queue/demo.a");
		for (int i = 0; i < headers.length; i += 2) {
			all.add(headers[i], headers[i + 1]);
		}
		return Subscribe.of(new Frame(Command.SUBSCRIBE, all.build(), new byte[0]), "s", MemoryServer.LIMITS);
	}

	private static void assertRefused(ErrorCode code, String... headers) {
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> read(headers))
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(code));
	}

}
