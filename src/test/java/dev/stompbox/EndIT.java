package dev.stompbox;

import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

import dev.stompbox.support.EventStreamClient;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;
import dev.stompbox.support.WebSocketClient.Close;

import static org.assertj.core.api.Assertions.assertThat;

/** How connections end that nobody ends: silence, and the end of the server. */
@Timeout(60)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EndIT {

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--stompbox.limits.connect-time=1s", "--stompbox.limits.heart-beat=400ms",
				"--stompbox.limits.idle=2s");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void aClientThatNeverSendsConnectIsToldSoAndClosed() {
		try (StompClient client = new StompClient(WebSocketClient.open(server.port(), "/ws"))) {
			StompFrame error = client.error();
			assertThat(error.header("code")).isEqualTo("SB-309");
			assertThat(error.text()).contains("stompbox.limits.connect-time");
			Close close = client.closed();
			assertThat(close.code()).isEqualTo(4408);
			assertThat(close.reason()).startsWith("SB-309");
		}
	}

	@Test
	void emptyLinesDoNotPostponeConnect() {
		try (StompClient client = new StompClient(WebSocketClient.open(server.port(), "/ws"))) {
			client.webSocket().text("\n".repeat(10_000));
			assertThat(client.error().header("code")).isEqualTo("SB-309");
		}
	}

	@Test
	void aMissedHeartBeatClosesWith4408AndNamesTheProperty() {
		try (StompClient client = StompClient.anybody(server.port(), "heart-beat:100,0")) {
			client.webSocket().ignorePings();
			StompFrame error = client.error();
			assertThat(error.header("code")).isEqualTo("SB-308");
			assertThat(error.text()).contains("400 ms").contains("stompbox.limits.heart-beat");
			assertThat(client.closed().code()).isEqualTo(4408);
		}
	}

	@Test
	void heartBeatsComeAsOftenAsAgreedAndThoseOfTheClientKeepItOpen() {
		try (StompClient client = StompClient.anybody(server.port(), "heart-beat:400,400")) {
			long start = System.nanoTime();
			for (int i = 0; i < 8; i++) {
				assertThat(client.webSocket().message().bytes()).containsExactly('\n');
				client.webSocket().text("\n");
			}
			assertThat(Duration.ofNanos(System.nanoTime() - start)).as("eight beats, one per 400 ms or so")
				.isBetween(Duration.ofMillis(800), Duration.ofSeconds(20));
			client.subscribe("/topic/demo.alive", "s");
		}
	}

	/** As a browser's tab in the background, whose timers are throttled. */
	@Test
	void aClientThatMissesItsHeartBeatsButAnswersPingsIsKept() {
		try (StompClient client = StompClient.anybody(server.port(), "heart-beat:100,0")) {
			client.webSocket().answerPings(4);
			client.subscribe("/topic/demo.throttled", "s");
		}
	}

	@Test
	void whoAsksForNoHeartBeatsGetsNone() {
		try (StompClient client = StompClient.anybody(server.port(), "heart-beat:0,0")) {
			assertThat(client.webSocket().silentFor(Duration.ofMillis(1500))).isTrue();
		}
	}

	@Test
	void aPromiseOfAHeartBeatEachMillisecondIsReadAsOneThatCanBeKept() {
		try (StompClient client = StompClient.anybody(server.port(), "heart-beat:1,1")) {
			client.webSocket().ignorePings();
			assertThat(client.error().text()).contains("400 ms");
		}
	}

	@Test
	void aSilentClientIsPingedAndThenClosedWith4408() {
		try (WebSocketClient client = WebSocketClient.open(server.port(), "/echo")) {
			client.frame(WebSocketClient.TEXT_BEGINS, new byte[] { 'a' });
			Close close = client.closed(); // without answering the pings
			assertThat(close.code()).isEqualTo(4408);
			assertThat(close.reason()).startsWith("SB-308").contains("4 s");
		}
	}

	@Test
	@Order(Integer.MAX_VALUE)
	void whenTheServerIsAskedToStopEveryClientHearsItAndItEndsInGoodOrder() {
		try (StompClient stomp = StompClient.anybody(server.port());
				WebSocketClient echo = WebSocketClient.open(server.port(), "/echo");
				EventStreamClient events = server.anybody().events("demo.end")) {
			stomp.subscribe("/topic/demo.end", "s");
			echo.text("here");
			assertThat(echo.message().string()).isEqualTo("here");
			StompFrame last = stomp.publish("/topic/demo.end", "the last words");
			server.terminate();
			assertThat(stomp.message().header("message-id")).isEqualTo(last.header("position"));
			StompFrame error = stomp.error();
			assertThat(error.header("code")).isEqualTo("SB-120");
			assertThat(stomp.closed()).matches((close) -> close.code() == 1001)
				.matches((close) -> close.reason().startsWith("SB-120"));
			assertThat(echo.closed().code()).isEqualTo(1001);
			echo.goodbye(1001);
			stomp.webSocket().goodbye(1001);
			assertThat(echo.over()).as("the stream ends in good order, without a reset").isTrue();
			assertThat(stomp.webSocket().over()).isTrue();
			assertThat(events.next().data()).isEqualTo("the last words");
			EventStreamClient.Event goodbye = events.next();
			assertThat(goodbye.type()).isEqualTo("close");
			assertThat(goodbye.data()).contains("SB-120");
			assertThat(events.next().type()).isEqualTo("over");
			assertThat(server.awaitExit()).isZero();
			assertThat(server.log()).doesNotContain("Exception", "\tat ");
		}
	}

}
