package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.access.Authenticator;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.access.Refusals;
import dev.stompbox.broker.Broker;
import dev.stompbox.connection.ConnectionLimits;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.FakeTransport;

import static org.assertj.core.api.Assertions.assertThat;

/** A proxy says a client's address and not always its port. */
class BehindProxyTests {

	private final Connections connections = new Connections(
			new ConnectionLimits(20, 64 * 1024, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	private final StompServer server = new StompServer(new Broker(DefaultAccess.policy(), 100), new Authenticator("t"),
			Refusals.UNHEARD, MemoryServer.LIMITS, null);

	@AfterEach
	void stop() {
		this.connections.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "203.0.113.7", "203.0.113.7:5120", "[2001:db8::1]", "[2001:db8::1]:5120" })
	void aClientConnectsWhateverIsKnownOfItsAddress(String remote) {
		assertThat(connect(remote)).startsWith("CONNECTED\n");
	}

	private String connect(String remote) {
		FakeTransport transport = new FakeTransport();
		var connection = this.connections.open(remote, transport);
		StompSession session = new StompSession(connection, this.server, null);
		connection.receiver(session);
		byte[] bytes = ("CONNECT\naccept-version:1.2\nhost:x\npasscode:t\n\n\0").getBytes(StandardCharsets.UTF_8);
		session.received(true, bytes, 0, bytes.length);
		Awaitility.await().until(() -> transport.written().length > 0);
		return transport.frames().get(0).text();
	}

}
