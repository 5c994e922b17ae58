package dev.stompbox;

import java.util.Base64;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;
import dev.stompbox.support.WebSocketClient.Close;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever STOMP refuses, it says so: code, cause and cure, and then it closes. */
@Timeout(60)
class RefusalIT {

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--stompbox.limits.subscriptions=3");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void aWrongTokenIsAnErrorWithACureAndClose4401() {
		String wrong = "wrong-" + Base64.getEncoder().encodeToString(new byte[] { 1, 2, 3 });
		for (String header : new String[] { "passcode:" + wrong, "Authorization:Bearer " + wrong }) {
			try (StompClient client = unconnected()) {
				client.send("CONNECT", "", "accept-version:1.2", "host:x", header);
				StompFrame error = client.error();
				assertThat(error.header("code")).isEqualTo("SB-201");
				assertThat(error.header("message")).endsWith(".");
				assertThat(error.text()).contains("STOMPBOX_TOKEN").doesNotContain(wrong);
				assertThat(client.closed()).matches((close) -> close.code() == 4401)
					.matches((close) -> close.reason().startsWith("SB-201") && !close.reason().contains(wrong));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/topic/prices.eur", "/topic/#", "/topic/*", "/topic/*.eur", "/topic/demox",
			"/topic/de.mo", "/topic/$SYS.stats", "/topic/$SYS.#", "/topic/$USER.operator.queue.x", "/user/bob/queue/x",
			"/topic/does.not.exist", "/topic/Demo.x", "/topic/demo*.x", "/topic/demo.>", "/topic/demo..x", "/topic/",
			"/topic//demo.x", "/topic/../admin", "/topic/%64emo.x", "/topic/demo.x ", "/topic/demo.{x}",
			"/Topic/demo.x", "/**", "/app/time", "/queue/x", "demo.x", "/topic/dem\u043e.x", "/topic/\uff44emo.x" })
	void anonymousSubscribesToNothingButDemo(String destination) {
		try (StompClient client = StompClient.anybody(server.port())) {
			client.send("SUBSCRIBE", "", "destination:" + destination, "id:1", "receipt:r");
			assertRefused(client, "r");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/topic/prices.eur", "/topic/demox", "/topic/demo.#", "/topic/demo.*", "/topic/$SYS.stats",
			"/user/operator/queue/x", "/user/queue/x", "/app/nothing", "/queue/x", "/topic/", "demo.x", "" })
	void anonymousSendsToNothingButDemo(String destination) {
		try (StompClient client = StompClient.anybody(server.port())) {
			client.send("SEND", "x", "destination:" + destination, "receipt:r");
			assertRefused(client, "r");
		}
	}

	private static void assertRefused(StompClient client, String receipt) {
		StompFrame error = client.error();
		assertThat(error.header("code")).matches("SB-\\d{3}");
		assertThat(error.header("receipt-id")).isEqualTo(receipt);
		assertThat(error.text()).startsWith(error.header("code")).doesNotContain("Exception", "dev.stompbox");
		assertThat(error.text().lines()).as("code, cause and cure").hasSize(3);
		Close close = client.closed();
		assertThat(close.code()).isIn(4400, 4401, 4403);
		assertThat(close.reason()).startsWith(error.header("code"));
	}

	@Test
	void aTopicThatIsThereIsRefusedInTheSameWordsAsOneThatIsNot() {
		server.operator().publish("secret.there", "x");
		assertThat(refusalOf("secret.there")).isEqualTo(refusalOf("secret.ghost").replace("ghost", "there"));
	}

	private static String refusalOf(String topic) {
		try (StompClient client = StompClient.anybody(server.port())) {
			client.send("SUBSCRIBE", "", "destination:/topic/" + topic, "id:1");
			return client.error().toString();
		}
	}

	@Test
	void theOperatorItselfDoesNotPublishAsTheServer() {
		try (StompClient client = StompClient.operator(server)) {
			client.send("SEND", "{}", "destination:/topic/$SYS.stats");
			assertThat(client.error().header("code")).isEqualTo("SB-401");
			assertThat(client.closed().code()).isEqualTo(4403);
		}
	}

	@Test
	void withSoftDenyARefusedFrameGetsAReceiptThatSaysSoAndTheConnectionStays() {
		try (StompClient client = StompClient.anybody(server.port(), "soft-deny:true")) {
			StompFrame send = client.publish("/topic/secret", "x");
			assertThat(send.header("code")).isEqualTo("SB-201");
			assertThat(send.header("message")).isNotEmpty();
			assertThat(send.header("position")).isEmpty();
			assertThat(client.subscribe("/topic/secret", "1").header("code")).isEqualTo("SB-201");
			assertThat(client.subscribe("/topic/demo.allowed", "1").header("code")).isEmpty();
			client.publish("/topic/demo.allowed", "still here");
			assertThat(client.message().text()).isEqualTo("still here");
		}
	}

	@Test
	void withSoftDenyAndNoReceiptTheRefusalComesAsAMessage() {
		try (StompClient client = StompClient.anybody(server.port(), "soft-deny:true")) {
			client.send("SEND", "x", "destination:/topic/secret");
			StompFrame message = client.message();
			assertThat(message.headers()).containsEntry("destination", "/user/queue/errors")
				.containsEntry("code", "SB-201")
				.containsKeys("message", "subscription", "message-id");
			client.subscribe("/user/queue/errors", "e");
			client.send("SUBSCRIBE", "", "destination:/topic/secret", "id:s");
			assertThat(client.message().header("subscription")).isEqualTo("e");
		}
	}

	@Test
	void aFourthSubscriptionIsRefusedWhereThreeAreAllowed() {
		try (StompClient client = StompClient.anybody(server.port())) {
			for (int i = 1; i <= 3; i++) {
				client.subscribe("/topic/demo." + i, "" + i);
			}
			client.send("SUBSCRIBE", "", "destination:/topic/demo.4", "id:4");
			StompFrame error = client.error();
			assertThat(error.header("code")).isEqualTo("SB-305");
			assertThat(error.text()).contains("3").contains("stompbox.limits.subscriptions");
			assertThat(client.closed().code()).isEqualTo(4429);
		}
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(quoteCharacter = '`', textBlock = """
			a command that there is not, FETCH, id:1, SB-501
			an ACK of nothing, ACK, id:1, SB-512
			a transaction that is not open, COMMIT, transaction:1, SB-513
			a prefetch of nothing, SUBSCRIBE, destination:/topic/demo.x;id:1;ack:client;prefetch:0, SB-503
			an ack mode that there is not, SUBSCRIBE, destination:/topic/demo.x;id:1;ack:never, SB-503
			no destination, SEND, a:b, SB-503
			no id, SUBSCRIBE, destination:/topic/demo.x, SB-503
			an unknown id, UNSUBSCRIBE, id:other, SB-507
			an undefined escape, SEND, destination:/topic/demo.x;a:\\t, SB-502
			a header without a colon, SEND, destination, SB-502
			a negative length, SEND, destination:/topic/demo.x;content-length:-1, SB-503
			a length that is no number, SEND, destination:/topic/demo.x;content-length:1e3, SB-503
			a length of twenty digits, SEND, destination:/topic/demo.x;content-length:99999999999999999999, SB-503
			a second CONNECT, CONNECT, accept-version:1.2;passcode:the-token-of-the-tests, SB-504
			a pattern of queues, SUBSCRIBE, destination:/queue/demo.*;id:1, SB-505
			a pattern's position, SUBSCRIBE, destination:/topic/demo.#;id:1;since:a:1, SB-340
			""")
	void aFrameThatCannotBeServedIsAnErrorWithItsCode(String what, String command, String headers, String code) {
		try (StompClient client = StompClient.anybody(server.port())) {
			client.send(command, "", headers.split(";"));
			assertThat(client.error().header("code")).as(what).isEqualTo(code);
			assertThat(client.closed().reason()).startsWith(code);
		}
	}

	@Test
	void aBodyOverTheLimitIsClosedWith1009AndNamesLimitAndProperty() {
		try (StompClient client = StompClient.anybody(server.port())) {
			client.subscribe("/topic/demo.big", "s");
			client.publish("/topic/demo.big", "x".repeat(64 * 1024));
			assertThat(client.message().body()).hasSize(64 * 1024);
			client.send("SEND", "x".repeat(64 * 1024 + 1), "destination:/topic/demo.big");
			StompFrame error = client.error();
			assertThat(error.header("code")).isEqualTo("SB-301");
			assertThat(error.text()).contains("64 KB").contains("stompbox.limits.message-size");
			assertThat(client.closed().code()).isEqualTo(1009);
		}
	}

	@Test
	void tooManyHeadersAndTooLongOnesAreRefused() {
		try (StompClient client = StompClient.anybody(server.port())) {
			client.send("SEND", "", ("h:v;".repeat(2000) + "destination:/topic/demo.x").split(";"));
			assertThat(client.error().header("code")).isEqualTo("SB-307");
		}
		try (StompClient client = StompClient.anybody(server.port())) {
			client.send("SEND", "", "h:" + "v".repeat(1024 * 1024));
			assertThat(client.error().header("code")).isEqualTo("SB-307");
		}
	}

	@Test
	void noCommonVersionIsAnErrorThatNamesThoseThatAreSpoken() {
		try (StompClient client = unconnected()) {
			client.send("CONNECT", "", "accept-version:2.0", "host:x");
			StompFrame error = client.error();
			assertThat(error.headers()).containsEntry("code", "SB-506").containsEntry("version", "1.0,1.1,1.2");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "a,b", "-1,0", "1,2,3", "99999999999999999999,0", "" })
	void aHeartBeatThatIsNotTwoNumbersIsRefused(String heartBeat) {
		try (StompClient client = unconnected()) {
			client.send("CONNECT", "", "accept-version:1.2", "host:x", "heart-beat:" + heartBeat);
			assertThat(client.error().header("code")).isEqualTo("SB-503");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "SEND", "SUBSCRIBE", "UNSUBSCRIBE", "ACK", "DISCONNECT", "BEGIN" })
	void nothingIsDoneBeforeConnect(String command) {
		try (StompClient client = unconnected()) {
			client.send(command, "x", "destination:/topic/demo.before." + command, "id:1", "transaction:1");
			assertThat(client.error().header("code")).isEqualTo("SB-504");
			assertThat(client.closed().code()).isEqualTo(4400);
		}
		assertThat(server.anybody().get("/api/topics/demo.before." + command).status()).isEqualTo(404);
	}

	@Test
	void whatFollowsARefusedConnectInTheSameMessageHasNoEffect() {
		try (StompClient client = unconnected()) {
			client.webSocket()
				.text(StompClient.frame("CONNECT", "", "accept-version:1.2", "host:x", "passcode:wrong")
						+ StompClient.frame("SEND", "x", "destination:/topic/demo.after"));
			assertThat(client.error().header("code")).isEqualTo("SB-201");
			assertThat(client.closed().code()).isEqualTo(4401);
		}
		assertThat(server.anybody().get("/api/topics/demo.after").status()).isEqualTo(404);
	}

	@Test
	void noFrameLeavesAStackTraceOrASecretInTheLog() {
		assertThat(server.log()).doesNotContain("Exception", "\tat ", server.token());
	}

	private static StompClient unconnected() {
		return new StompClient(WebSocketClient.open(server.port(), "/ws"));
	}

}
