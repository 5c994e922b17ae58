package dev.stompbox;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Subscriptions that ask for some of the messages only, and are told how many they miss.
 */
@Timeout(120)
class MaxRateIT {

	private static final int PUBLISHED = 2000;

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void someComeTheOthersAreToldWhereTheyAreMissingAndTheLastComes() {
		try (StompClient some = StompClient.anybody(server.port());
				StompClient all = StompClient.anybody(server.port());
				StompClient publisher = StompClient.anybody(server.port())) {
			some.subscribe("/topic/demo.rate", "s", "max-rate:20");
			all.subscribe("/topic/demo.rate", "s");
			publish(publisher, "demo.rate", 0, PUBLISHED);
			int came = readTo(some, 0, PUBLISHED - 1);
			assertThat(came).isBetween(3, PUBLISHED / 2);
			assertThat(readTo(all, 0, PUBLISHED - 1)).as("who did not ask").isEqualTo(PUBLISHED);
			assertThat(server.operator().get("/api/topics/demo.rate").json().get("dropped").asLong()).isZero();
		}
	}

	@Test
	void bytesAreCountedAsMessagesAre() {
		try (StompClient some = StompClient.anybody(server.port());
				StompClient publisher = StompClient.anybody(server.port())) {
			some.subscribe("/topic/demo.bytes", "s", "max-bytes:100");
			publish(publisher, "demo.bytes", 0, PUBLISHED);
			assertThat(readTo(some, 0, PUBLISHED - 1)).isBetween(3, PUBLISHED / 2);
		}
	}

	@Test
	void messagesOfBeforeAllCome() {
		try (StompClient publisher = StompClient.anybody(server.port());
				StompClient some = StompClient.anybody(server.port())) {
			publish(publisher, "demo.before", 0, 500);
			StompFrame receipt = some.subscribe("/topic/demo.before", "s", "max-rate:20", "rewind:500");
			assertThat(receipt.headers()).containsEntry("recovered", "true").containsEntry("replayed", "500");
			publish(publisher, "demo.before", 500, PUBLISHED);
			assertThat(readTo(some, 0, 499)).isEqualTo(500);
			assertThat(readTo(some, 500, PUBLISHED - 1)).isLessThan(PUBLISHED - 500);
		}
	}

	@Test
	void itIsRefusedWhereNothingMayBeMissed() {
		try (StompClient client = StompClient.anybody(server.port(), "soft-deny:true")) {
			assertThat(client.subscribe("/queue/demo.a", "a", "max-rate:20").headers()).containsEntry("code", "SB-503");
			assertThat(client.subscribe("/topic/demo.a", "b", "max-rate:20", "ack:client").headers())
				.containsEntry("code", "SB-503");
			assertThat(client.subscribe("/topic/demo.a", "c", "max-rate:0").headers()).containsEntry("code", "SB-503");
			assertThat(client.subscribe("/queue/demo.a", "d", "max-bytes:20").headers()).containsEntry("code",
					"SB-503");
		}
	}

	private static void publish(StompClient publisher, String topic, int from, int to) {
		for (int i = from; i < to - 1; i++) {
			publisher.send("SEND", String.valueOf(i), "destination:/topic/" + topic);
		}
		publisher.publish("/topic/" + topic, String.valueOf(to - 1));
	}

	/**
	 * Reads to {@code last}; each gap is told by the message after it. Returns how many
	 * came.
	 */
	private static int readTo(StompClient client, int first, int last) {
		int expected = first;
		int came = 0;
		while (expected <= last) {
			StompFrame message = client.message();
			int number = Integer.parseInt(message.text());
			assertThat(number).isEqualTo(expected + Integer.parseInt(message.headers().getOrDefault("dropped", "0")));
			expected = number + 1;
			came++;
		}
		return came;
	}

}
