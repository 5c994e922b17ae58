package dev.stompbox;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.support.Api;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.SockJsClient;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Who gets in over SockJS, from which page, and into whose session. */
@Timeout(60)
class SockJsGuardIT {

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--stompbox.access.allowed-origins=https://app.example");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void theInfoSaysWhatAClientNeedsToKnow() {
		HttpAnswer info = server.anybody().get("/sockjs/info");
		assertThat(info.status()).isEqualTo(200);
		assertThat(info.json().get("websocket").asBoolean()).isTrue();
		assertThat(info.json().get("cookie_needed").asBoolean()).isFalse();
		assertThat(info.header("Cache-Control")).contains("no-store");
		HttpAnswer other = server.anybody().get("/sockjs/info");
		assertThat(other.json().get("entropy")).isNotEqualTo(info.json().get("entropy"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://evil.example", "null", "http://localhost.evil.example" })
	void aPageOfAnotherOriginIsRefusedAtEveryAddress(String origin) {
		int before = open();
		String session = "/sockjs/000/" + UUID.randomUUID();
		for (String request : List.of("GET /sockjs", "GET /sockjs/info", "OPTIONS /sockjs/info",
				"POST " + session + "/xhr", "POST " + session + "/xhr_streaming", "GET " + session + "/eventsource",
				"POST " + session + "/xhr_send", "GET /sockjs/iframe.html", "OPTIONS " + session + "/xhr")) {
			assertOriginRefused(request(request, "Origin: " + origin, "Access-Control-Request-Method: POST"));
		}
		for (String path : List.of("/sockjs/websocket", session + "/websocket")) {
			assertOriginRefused(WebSocketClient.upgrade(server.port(), path, "Origin: " + origin));
		}
		assertThat(open()).isLessThanOrEqualTo(before);
	}

	private static int open() {
		return server.operator().get("/api/connections").json().get("total").asInt();
	}

	private static void assertOriginRefused(HttpAnswer refused) {
		assertThat(refused.status()).isEqualTo(403);
		assertThat(refused.json().get("code").asString()).isEqualTo("SB-202");
		assertThat(refused.headers()).doesNotContainKeys("access-control-allow-origin",
				"access-control-allow-credentials");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:3000", "https://app.example" })
	void anAllowedPageGetsEachHeaderOnceAndNoCookie(String origin) {
		String session = "/sockjs/000/" + UUID.randomUUID();
		for (String request : List.of("GET /sockjs/info", "POST " + session + "/xhr", "POST " + session + "/xhr_send",
				"OPTIONS /sockjs/info", "OPTIONS " + session + "/xhr_send")) {
			HttpAnswer answer = request(request, "Origin: " + origin, "Access-Control-Request-Method: POST");
			assertThat(answer.header("Access-Control-Allow-Origin")).as(request).isEqualTo(origin);
			assertThat(answer.header("Access-Control-Allow-Credentials")).as(request).isEqualTo("true");
			assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
			assertThat(answer.headers()).doesNotContainKey("set-cookie");
		}
		assertThat(request("GET /sockjs/info").headers()).doesNotContainKeys("access-control-allow-origin",
				"access-control-allow-credentials");
	}

	@Test
	void credentialsAreAllowedNowhereElse() {
		HttpAnswer answer = server.anybody().publish("demo.x", "x", "Origin: http://localhost:3000");
		assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("http://localhost:3000");
		assertThat(answer.headers()).doesNotContainKey("access-control-allow-credentials");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /sockjs/iframe.html", "GET /sockjs/iframe-1.6.1.html", "GET /sockjs/000/a/jsonp?c=f",
			"GET /sockjs/000/a/htmlfile?c=f", "POST /sockjs/000/a/jsonp_send", "POST /sockjs/000/a/xhr_send",
			"POST /sockjs/000/a", "POST /sockjs/0.0/a/xhr", "POST /sockjs/000/a.b/xhr", "POST /sockjs/000/a/xhr;x.bat",
			"POST /sockjs/000/a/nonsense", "GET /sockjs/a/b/c/d" })
	void thereIsNothingElse(String request) {
		HttpAnswer answer = request(request);
		assertThat(answer.status()).isBetween(400, 404);
		assertThat(answer.text()).doesNotContain("<script");
		assertThat(server.log()).doesNotContain("WARN").doesNotContain("ERROR");
	}

	@Test
	void aBearerOfTheFirstRequestIsTheCaller() {
		String bearer = "Authorization: Bearer " + server.token();
		for (String transport : List.of("websocket", "xhr", "xhr_streaming")) {
			try (StompClient client = new StompClient(SockJsClient.open(server.port(), transport, bearer))) {
				assertThat(client.connect().header("user-name")).isEqualTo("operator");
			}
		}
		HttpAnswer wrong = request("POST /sockjs/000/wrong/xhr", "Authorization: Bearer wrong");
		assertThat(wrong.status()).isEqualTo(401);
		assertThat(wrong.json().get("code").asString()).isEqualTo("SB-201");
	}

	@Test
	void nobodyElseGetsIntoAnAuthenticatedSession() {
		String bearer = "Authorization: Bearer " + server.token();
		try (SockJsClient sockJs = SockJsClient.open(server.port(), "xhr", bearer);
				StompClient operator = new StompClient(sockJs)) {
			operator.connect();
			assertThat(request("POST " + sockJs.address() + "/xhr").status()).isEqualTo(404);
			assertThat(request("POST " + sockJs.address() + "/xhr_send").status()).isEqualTo(404);
			assertThat(request("POST " + sockJs.address() + "/xhr_streaming", bearer).status()).as("another transport")
				.isEqualTo(404);
			operator.confirm("SUBSCRIBE", "", "id:1", "destination:/topic/secret");
		}
	}

	@Test
	void nobodyAtAnotherAddressGetsIntoAnAnonymousSession() {
		try (SockJsClient sockJs = SockJsClient.open(server.port(), "xhr");
				StompClient client = new StompClient(sockJs)) {
			client.connect();
			for (String path : List.of("/xhr", "/xhr_send")) {
				HttpAnswer answer = Api.raw("::1", server.port(), "POST " + sockJs.address() + path
						+ " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n[]");
				assertThat(answer.status()).isEqualTo(404);
			}
			assertThat(request("POST " + sockJs.address() + "/xhr_send", "Authorization: Bearer " + server.token())
				.status()).as("somebody else at the same address").isEqualTo(404);
			client.confirm("SUBSCRIBE", "", "id:1", "destination:/topic/demo.x");
		}
	}

	@Test
	void anAnonymousSessionGoesOverManyTcpConnections() {
		String session = "/sockjs/000/" + UUID.randomUUID();
		assertThat(request("POST " + session + "/xhr").text()).isEqualTo("o\n");
		String connect = "[\"CONNECT\\naccept-version:1.2\\nhost:x\\n\\n\\u0000\"]";
		assertThat(Api
			.raw(server.port(),
					"POST " + session + "/xhr_send HTTP/1.1\r\nHost: localhost\r\n"
							+ "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + connect.length()
							+ "\r\n\r\n" + connect)
			.status()).isEqualTo(204);
		assertThat(request("POST " + session + "/xhr").text()).startsWith("a[\"CONNECTED\\nversion:1.2\\n");
	}

	private static HttpAnswer request(String request, String... headers) {
		StringBuilder text = new StringBuilder(request).append(" HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n");
		for (String header : headers) {
			text.append(header).append("\r\n");
		}
		return Api.raw(server.port(), text.append("\r\n").toString());
	}

}
