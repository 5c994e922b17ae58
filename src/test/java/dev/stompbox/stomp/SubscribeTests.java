package dev.stompbox.stomp;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.broker.AckMode;
import dev.stompbox.broker.Start;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Position;
import dev.stompbox.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SubscribeTests {

	@Test
	void withoutAWordOfItEveryMessageCountsAsReceivedWhenItIsSent() {
		assertThat(read())
			.isEqualTo(new Subscribe("s", "/queue/demo.a", AckMode.AUTO, 65_535, 8192, null, Start.USUAL));
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
	@CsvSource({ "1, 1", "2000, 2000", "0002000, 2000", "1000000, 1000000" })
	void maxRateIsANumberOfMessagesPerSecond(String rate, int number) {
		assertThat(read("max-rate", rate).sampling()).isEqualTo(new Sampling(number, 1_000_000_000));
		assertThat(read("ack", "auto", "max-rate", rate).sampling()).isEqualTo(new Sampling(number, 1_000_000_000));
	}

	@ParameterizedTest
	@CsvSource({ "1, 1", "4000000, 4000000", "1000000000, 1000000000" })
	void maxBytesIsANumberOfBytesPerSecond(String bytes, long number) {
		assertThat(read("max-bytes", bytes).sampling()).isEqualTo(new Sampling(1_000_000, number));
		assertThat(read("max-bytes", bytes, "max-rate", "5").sampling()).isEqualTo(new Sampling(5, number));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0", "-1", "4MB", "1000000001", "10000000000", "99999999999999999999" })
	void otherNumbersOfBytesAreRefused(String bytes) {
		assertRefused(ErrorCode.BAD_HEADER, "max-bytes", bytes);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0", "-1", "0.5", "1000001", "10000000", "99999999999", "many", "10/s", " 1" })
	void otherRatesAreRefused(String rate) {
		assertRefused(ErrorCode.BAD_HEADER, "max-rate", rate);
	}

	@Test
	void whoAcknowledgesMissesNothing() {
		assertRefused(ErrorCode.BAD_HEADER, "ack", "client", "max-rate", "10");
		assertRefused(ErrorCode.BAD_HEADER, "ack", "client-individual", "max-rate", "10");
		assertRefused(ErrorCode.BAD_HEADER, "ack", "client", "max-bytes", "10");
	}

	@Test
	void whatIsNotThereIsRefusedAndNotIgnored() {
		assertRefused(ErrorCode.NOT_AVAILABLE, "selector", "1");
	}

	@Test
	void itBeginsAfterAPositionOrSomeWayBack() {
		assertThat(read("since", "e-1:17").start()).isEqualTo(new Start.Since(new Position("e-1", 17)));
		assertThat(read("rewind", "10").start()).isEqualTo(new Start.Last(10));
		assertThat(read("rewind", "0").start()).isEqualTo(new Start.Last(0));
		assertThat(read("rewind", "5m").start()).isEqualTo(new Start.Ago(Duration.ofMinutes(5)));
		assertThat(read("rewind", "250ms").start()).isEqualTo(new Start.Ago(Duration.ofMillis(250)));
		assertThat(read("rewind", "7d").start()).isEqualTo(new Start.Ago(Duration.ofDays(7)));
	}

	@ParameterizedTest
	@CsvSource({ "since, 17", "since, e-1", "since, ''", "since, e-1:-1", "since, e-1:x", "since, :1", "rewind, ''",
			"rewind, -1", "rewind, 5 m", "rewind, 5y", "rewind, m", "rewind, 1234567890", "rewind, 1.5s" })
	void whatIsNoPlaceToBeginAtIsRefused(String header, String value) {
		assertRefused(ErrorCode.BAD_HEADER, header, value);
	}

	@Test
	void thereIsOnePlaceToBeginAt() {
		assertRefused(ErrorCode.BAD_HEADER, "since", "e-1:17", "rewind", "5m");
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
