package dev.stompbox.bench;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** RFC 6455 §4.1, and how a refusal reads. */
class HandshakeTests {

	private final Handshake handshake = new Handshake();

	@Test
	void theRequestIsAnUpgrade() {
		String request = request("ws://127.0.0.1:8080/ws?a=b", "secret");
		assertThat(request).startsWith("GET /ws?a=b HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n")
			.contains("\r\nUpgrade: websocket\r\n", "\r\nSec-WebSocket-Version: 13\r\n",
					"\r\nSec-WebSocket-Protocol: v12.stomp\r\n", "\r\nAuthorization: Bearer secret\r\n")
			.endsWith("\r\n\r\n");
		assertThat(request("ws://127.0.0.1", null)).startsWith("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
			.doesNotContain("Authorization");
	}

	@Test
	void theFirstFrameMayComeWithTheAnswer() {
		String answer = "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: " + accept() + "\r\n\r\nframe";
		assertThat(receive(answer)).isEqualTo(answer.length() - 5);
	}

	@Test
	void theAnswerMayComeInParts() {
		String answer = "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: " + accept() + "\r\n\r\nframe";
		for (int i = 0; i < answer.length() - 6; i++) {
			assertThat(receive(answer.substring(i, i + 1))).isEqualTo(-1);
		}
		assertThat(receive(answer.substring(answer.length() - 6))).isEqualTo(1);
	}

	@Test
	void anAnswerToAnotherKeyIsNone() {
		assertThatThrownBy(
				() -> receive("HTTP/1.1 101 Yes\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n"))
			.hasMessageContaining("Sec-WebSocket-Accept");
	}

	@Test
	void aRefusalReadsAsTheServerSaysIt() {
		String problem = "{\"code\":\"SB-201\",\"detail\":\"The token is not known here.\",\"hint\":\"Send another.\"}";
		String head = "HTTP/1.1 401 Unauthorized\r\nContent-Length: " + problem.length() + "\r\n\r\n";
		assertThat(receive(head + problem.substring(0, 10))).as("the reason is still to come").isEqualTo(-1);
		assertThatThrownBy(() -> receive(problem.substring(10))).isInstanceOf(BenchFailure.class)
			.hasMessage("The server refused the upgrade: HTTP 401 Unauthorized, SB-201 The token is not known here."
					+ " Send another.");
	}

	@Test
	void aWrongPathAndNoWebSocketServerAreTold() {
		assertThatThrownBy(() -> receive("HTTP/1.1 404 Not Found\r\n\r\n<html>"))
			.hasMessageContaining("HTTP 404 Not Found")
			.hasMessageContaining("--url");
		assertThatThrownBy(() -> new Handshake().received("SSH-2.0\r\n\r\n".getBytes(StandardCharsets.UTF_8), 0, 11))
			.hasMessageContaining("no WebSocket server");
		assertThat(new Handshake().ended()).hasMessageContaining("instead of answering");
	}

	private String request(String url, String token) {
		return new String(this.handshake.request(Target.of(url, false, token), "v12.stomp"), StandardCharsets.UTF_8);
	}

	private int receive(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return this.handshake.received(bytes, 0, bytes.length);
	}

	private String accept() {
		Matcher key = Pattern.compile("Sec-WebSocket-Key: (\\S+)").matcher(request("ws://127.0.0.1", null));
		assertThat(key.find()).isTrue();
		return LyingServer.accept(key.group(1));
	}

}
