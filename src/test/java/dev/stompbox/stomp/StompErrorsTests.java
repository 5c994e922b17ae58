package dev.stompbox.stomp;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.stompbox.connection.Closed;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;

class StompErrorsTests {

	@ParameterizedTest
	@CsvSource({ "STORE_BUSY, 1013", "STORE_FULL, 1013", "STORE_FAILED, 1013", "BROKER_UNREACHABLE, 1013",
			"UNAUTHENTICATED, 4401", "FORBIDDEN, 4403", "TOO_MANY_TOPICS, 4429", "MESSAGE_TOO_BIG, 1009",
			"CONNECT_TIMEOUT, 4408", "MALFORMED_FRAME, 4400" })
	void aRefusalThatEndsAConnectionHasACloseCode(ErrorCode code, int close) {
		Closed closed = StompErrors.closed(new Refused(code, "No.", "Not so.").at("7", "a.property"));
		assertThat(closed.reason().webSocketCode()).isEqualTo(close);
		assertThat(closed).extracting(Closed::code, Closed::limit, Closed::property)
			.containsExactly(code.code(), "7", "a.property");
	}

}
