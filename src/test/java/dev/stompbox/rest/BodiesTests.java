package dev.stompbox.rest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BodiesTests {

	@ParameterizedTest
	@CsvSource({ "0, 0", "0, -1", "5, 5", "5, -1", "10, 10", "10, -1" })
	void aBodyUpToTheLimitIsReadWhole(int size, long announced) throws IOException {
		assertThat(Bodies.read(new ByteArrayInputStream(new byte[size]), announced, 10, "a.property")).hasSize(size);
	}

	@Test
	void aBodyThatIsAnnouncedOverTheLimitIsNotRead() {
		InputStream untouchable = new InputStream() {
			@Override
			public int read() throws IOException {
				throw new IOException("read");
			}
		};
		assertThatThrownBy(() -> Bodies.read(untouchable, 11, 10, "a.property")).isInstanceOfSatisfying(Refused.class,
				(refused) -> {
					assertThat(refused.code()).isEqualTo(ErrorCode.MESSAGE_TOO_BIG);
					assertThat(refused.detail()).isEqualTo("The body is 11 bytes; the limit is 10 bytes (a.property).");
				});
	}

	@Test
	void aBodyThatStopsComingIsNoFaultOfTheServers() {
		InputStream silent = new InputStream() {
			@Override
			public int read() throws IOException {
				throw new IOException(new TimeoutException("Idle timeout expired: 30007/30000 ms"));
			}
		};
		assertThatThrownBy(() -> Bodies.read(silent, 5, 10, "a.property")).isInstanceOfSatisfying(Refused.class,
				(refused) -> {
					assertThat(refused.code()).isEqualTo(ErrorCode.REQUEST_TIMEOUT);
					assertThat(refused.property()).isEqualTo("server.jetty.connection-idle-timeout");
				});
	}

	@Test
	void ofABodyOverTheLimitOneByteMoreIsReadAndNoMore() {
		ByteArrayInputStream in = new ByteArrayInputStream(new byte[1000]);
		assertThatThrownBy(() -> Bodies.read(in, -1, 10, "a.property"))
			.hasMessage("The body is more than 10 bytes; the limit is 10 bytes (a.property).");
		assertThat(in.available()).isEqualTo(989);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1, 1001, Integer.MAX_VALUE })
	void aPageIsOfOneToAThousand(int limit) {
		assertThatThrownBy(() -> Pages.limit(limit)).isInstanceOf(Refused.class);
		assertThat(Pages.limit(1)).isEqualTo(1);
		assertThat(Pages.limit(1000)).isEqualTo(1000);
	}

}
