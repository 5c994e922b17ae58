package dev.stompbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Topics with acknowledgements, on a server with little memory. */
@Timeout(180)
class AckIT {

	private static final int NEVER_ACKNOWLEDGING = 200;

	private static final int BODY = 60_000;

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.with()
			.jvm("-Xmx96m", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError")
			// A message that waits for 200 counts 200 times.
			.start("--stompbox.limits.idle=10m", "--stompbox.limits.held=1GB");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void asManyAsAskedForAreInFlightAndOneAckStandsForAllBefore() {
		try (StompClient client = StompClient.anybody(server.port())) {
			StompFrame subscribed = client.subscribe("/topic/demo.ack.a", "s", "ack:client", "prefetch:3");
			assertThat(subscribed.header("position")).endsWith(":0");
			for (int i = 1; i <= 7; i++) {
				client.publish("/topic/demo.ack.a", "m" + i);
			}
			assertThat(client.unasked()).isEqualTo(3);
			client.message();
			StompFrame second = client.message();
			assertThat(second.text()).isEqualTo("m2");
			client.confirm("ACK", "", "id:" + second.header("ack").replace(":", "\\c"));
			assertThat(client.message().text()).isEqualTo("m3");
			assertThat(client.message().text()).isEqualTo("m4");
			assertThat(client.message().text()).isEqualTo("m5");
			client.confirm("BEGIN", "", "transaction:t");
			assertThat(client.unasked()).isZero();
		}
	}

	@Test
	void whatIsRefusedComesToTheSameSubscriberAgain() {
		try (StompClient client = StompClient.anybody(server.port());
				StompClient other = StompClient.anybody(server.port())) {
			client.subscribe("/topic/demo.ack.*", "s", "ack:client-individual");
			other.subscribe("/topic/demo.ack.b", "s", "ack:client-individual");
			client.publish("/topic/demo.ack.b", "x");
			StompFrame first = client.message();
			assertThat(first.headers()).doesNotContainKeys("redelivered", "deliveries");
			client.answer("NACK", first);
			StompFrame again = client.message();
			assertThat(again.headers()).containsEntry("redelivered", "true")
				.containsEntry("deliveries", "2")
				.containsEntry("message-id", first.header("message-id"))
				.containsEntry("destination", "/topic/demo.ack.b");
			client.confirm("NACK", "", "requeue:false", "id:" + again.header("ack").replace(":", "\\c"));
			other.message();
			other.confirm("BEGIN", "", "transaction:t");
			assertThat(other.unasked() + client.unasked()).isZero();
			client.answer("ACK", again);
			assertThat(client.error().header("code")).isEqualTo("SB-512");
			assertThat(client.closed().code()).isEqualTo(4400);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.0", "1.1", "1.2" })
	void eachVersionNamesTheMessageInItsOwnWay(String version) {
		try (StompClient client = StompClient.anybody(server.port(), "accept-version:" + version)) {
			client.subscribe("/queue/demo.v" + version, "s", "ack:client", "prefetch:1");
			for (int i = 0; i < 3; i++) {
				client.publish("/queue/demo.v" + version, "m" + i);
			}
			for (int i = 0; i < 3; i++) {
				StompFrame message = client.message();
				assertThat(message.text()).isEqualTo("m" + i);
				assertThat(message.headers().containsKey("ack")).isEqualTo(version.equals("1.2"));
				String id = message.header("message-id");
				List<String> names = switch (version) {
					case "1.0" -> List.of("message-id:" + id);
					case "1.1" -> List.of("subscription:s", "message-id:" + id.replace(":", "\\c"));
					default -> List.of("id:" + message.header("ack").replace(":", "\\c"));
				};
				client.confirm("ACK", "", names.toArray(String[]::new));
			}
		}
	}

	@Test
	void whoNeverAcknowledgesIsClosedWith4413AndMemoryIsBounded() {
		List<StompClient> never = new ArrayList<>();
		try (StompClient neighbour = StompClient.anybody(server.port())) {
			neighbour.subscribe("/topic/demo.never", "n", "ack:client", "prefetch:10");
			for (int i = 0; i < NEVER_ACKNOWLEDGING; i++) {
				StompClient client = StompClient.anybody(server.port());
				client.subscribe("/topic/demo.never", "s", "ack:client-individual", "prefetch:1");
				never.add(client);
			}
			byte[] body = new byte[BODY];
			Random random = new Random(3);
			int published = 0;
			for (int left = NEVER_ACKNOWLEDGING; left > 0;) {
				random.nextBytes(body);
				HttpAnswer answer = server.anybody().publish("demo.never", body);
				assertThat(answer.status()).isEqualTo(201);
				left = answer.json().get("subscribers").asInt() - 1;
				StompFrame message = neighbour.message();
				assertThat(message.body()).isEqualTo(body);
				neighbour.answer("ACK", message);
				published++;
				assertThat(published).isLessThan(4_500_000 / BODY + 60);
			}
			assertThat(published).isGreaterThan(4_000_000 / BODY);
			for (StompClient client : never) {
				assertThat(client.message().body()).hasSize(BODY);
				StompFrame error = client.error();
				assertThat(error.header("code")).isEqualTo("SB-302");
				assertThat(error.text()).contains("4 MB", "stompbox.limits.unacknowledged");
				WebSocketClient.Close close = client.closed();
				assertThat(close.code()).isEqualTo(4413);
				assertThat(client.unasked()).as("one in flight and no more").isZero();
			}
		}
		finally {
			never.forEach(StompClient::close);
		}
	}

}
