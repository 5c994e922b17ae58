package dev.stompbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.stompbox.support.Api;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.RabbitMq;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.TlsTunnel;
import dev.stompbox.support.Tokens;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What opens something is in no log, whoever writes it, at TRACE and wherever the log
 * goes.
 */
@Timeout(240)
class SecretsIT {

	private static final String JWT_SECRET = "a-jwt-secret-of-more-than-thirty-two-bytes";

	private static final String[] SETTINGS = { "--trace", "--logging.level.root=TRACE",
			"--logging.file.name=stompbox.log", "--stompbox.jwt.secret=" + JWT_SECRET,
			"--stompbox.access.keys[0].name=backend", "--stompbox.access.keys[0].secret=the-secret-of-a-key",
			"--stompbox.access.keys[1].name=hashed",
			"--stompbox.access.keys[1].secret-sha256=" + Tokens.sha256("the-secret-of-a-hash"),
			"--stompbox.access.wrong-tokens=0" };

	@TempDir
	private Path directory;

	/** What may be nowhere, by what it is. */
	private final Map<String, String> secrets = new LinkedHashMap<>(
			Map.of("jwt secret", JWT_SECRET, "key", "the-secret-of-a-key", "hashed key", "the-secret-of-a-hash",
					"wrong token", "a-token-of-nobodys", "operator's token", StompboxServer.TOKEN));

	private StompboxServer start(String... more) {
		List<String> settings = new ArrayList<>(List.of(SETTINGS));
		settings.addAll(List.of(more));
		return StompboxServer.with().in(this.directory).start(settings.toArray(String[]::new));
	}

	private String token() {
		String token = Tokens.hs256(JWT_SECRET.getBytes(StandardCharsets.UTF_8),
				Tokens.claims("sub", "ana", "exp", Instant.now().plus(Duration.ofMinutes(5))));
		this.secrets.put("signature", token.substring(token.lastIndexOf('.') + 1));
		return token;
	}

	@Test
	@DisplayName("no token, key, ticket, cookie or password is in the log at TRACE, in lines or in JSON")
	void withAllThatCanBeLoggedNothingThatOpensIs() throws IOException {
		Path keyStore = TlsTunnel.keyStore(this.directory);
		List<String> more = new ArrayList<>(List.of(TlsTunnel.settings(keyStore)));
		this.secrets.put("password", more.get(more.size() - 1).replaceAll(".*=", ""));
		more.add("--logging.structured.format.file=ecs");
		try (StompboxServer server = start(more.toArray(String[]::new));
				TlsTunnel tunnel = new TlsTunnel(server.port(), keyStore)) {
			String token = token();
			List<String> all = List.of(StompboxServer.TOKEN, "the-secret-of-a-key", "the-secret-of-a-hash", token,
					"a-token-of-nobodys");
			for (String secret : all) {
				inHeaders(tunnel.port(), secret);
				inAddresses(tunnel.port(), secret);
				inFrames(tunnel.port(), secret);
			}
			for (String secret : all.subList(0, 4)) {
				inBodies(tunnel.port(), secret);
			}
			ofASession(tunnel.port(), token);
			server.stop();
			assertNothingThatOpensIsLogged(server);
		}
	}

	private static void inHeaders(int port, String secret) {
		for (String header : List.of("Authorization: Bearer " + secret, "Authorization: bearer " + secret,
				"Authorization: " + secret, "Cookie: a=b; __Host-stompbox-session=" + secret, "X-CSRF-Token: " + secret,
				"Sec-WebSocket-Protocol: v12.stomp, bearer." + secret)) {
			WebSocketClient.upgrade(port, "/ws", header);
			WebSocketClient.upgrade(port, "/sockjs/websocket", header);
			Api anybody = new Api(port, "");
			anybody.publish("demo.a", "x", header);
			anybody.call("POST", "/api/session", new byte[0], header);
			anybody.call("POST", "/sockjs/000/abcdefgh/xhr", new byte[0], header);
		}
	}

	private static void inAddresses(int port, String secret) {
		Api anybody = new Api(port, "");
		for (String query : List.of("?ticket=", "?access_token=", "?a=b&passcode=", "?authorization=Bearer%20")) {
			WebSocketClient.upgrade(port, "/ws" + query + secret);
			anybody.get("/nowhere" + query + secret);
			anybody.call("GET", "/api/topics/none.a/events" + query + secret, new byte[0]);
		}
		new Api(port, StompboxServer.TOKEN).get("/api/access/check?action=publish&destination=demo.a&token=" + secret);
	}

	private static void inFrames(int port, String secret) {
		for (String header : List.of("passcode:", "Authorization:Bearer ")) {
			try (StompClient client = new StompClient(WebSocketClient.open(port, "/ws"))) {
				client.send("CONNECT", "", "accept-version:1.2", "host:x", "login:ana", header + secret);
				if (client.any().command().equals("CONNECTED")) {
					client.send("SEND", secret + "x", "destination:/app/refresh");
					client.error();
				}
			}
		}
	}

	private static void inBodies(int port, String secret) {
		Api operator = new Api(port, StompboxServer.TOKEN);
		for (String body : List.of("{\"tokenId\":\"%s\"}", "{\"tokenId\":\"%s\"", "{\"tokenid\":\"%s\"}",
				"{\"key\":[\"%s\"]}")) {
			HttpAnswer answer = operator.call("POST", "/api/revocations",
					body.formatted(secret).getBytes(StandardCharsets.UTF_8), "Content-Type: application/json");
			GuardIT.assertProblem(answer, 400, "SB-508");
		}
	}

	/** A page's session and a ticket, and their use. */
	private void ofASession(int port, String token) {
		HttpAnswer login = new Api(port, token).call("POST", "/api/session", new byte[0]);
		assertThat(login.status()).as(login.toString()).isEqualTo(201);
		String cookie = login.header("Set-Cookie").replaceAll(";.*", "");
		String csrf = login.json().get("csrf").asString();
		this.secrets.put("cookie", cookie.substring(cookie.indexOf('=') + 1));
		this.secrets.put("csrf", csrf);
		Api anybody = new Api(port, "");
		String ticket = anybody.call("POST", "/api/tickets", new byte[0], "Cookie: " + cookie, "X-CSRF-Token: " + csrf)
			.json()
			.get("ticket")
			.asString();
		this.secrets.put("ticket", ticket);
		try (StompClient byCookie = new StompClient(
				WebSocketClient.open(port, "/ws", "Cookie: " + cookie, "Origin: https://localhost"));
				StompClient byTicket = new StompClient(WebSocketClient.open(port, "/ws?ticket=" + ticket))) {
			assertThat(byCookie.connect().header("user-name")).isEqualTo("ana");
			assertThat(byTicket.connect().header("user-name")).isEqualTo("ana");
			byTicket.confirm("SEND", token, "destination:/app/refresh");
		}
		anybody.call("DELETE", "/api/session", new byte[0], "Cookie: " + cookie, "X-CSRF-Token: " + csrf);
	}

	@Test
	@DisplayName("neither RabbitMQ's passcode nor its clients' tokens are in the log of a relay at TRACE")
	void ofARelayNothingThatOpensIsInTheLog() throws IOException {
		this.secrets.put("RabbitMQ's passcode", RabbitMq.PASSCODE);
		try (StompboxServer server = start(RabbitMq.shared().relay())) {
			await().atMost(Duration.ofSeconds(60))
				.until(() -> server.anybody().get("/actuator/health/readiness").status() == 200);
			String token = token();
			for (String secret : List.of(StompboxServer.TOKEN, token, "a-token-of-nobodys")) {
				inFrames(server.port(), secret);
			}
			try (StompClient operator = StompClient.operator(server)) {
				operator.subscribe("/topic/relay.secrets", "0");
				operator.publish("/topic/relay.secrets", "x");
				assertThat(operator.message().text()).isEqualTo("x");
			}
			inHeaders(server.port(), token);
			inAddresses(server.port(), StompboxServer.TOKEN);
			server.stop();
			assertNothingThatOpensIsLogged(server);
		}
	}

	@Test
	void whereJettyWritesWhatItReadsItIsSaid() {
		String warning = "Jetty writes what it reads into the log, tokens included (logging.level.org.eclipse.jetty)";
		try (StompboxServer server = StompboxServer.start("--logging.level.org.eclipse.jetty.http=DEBUG")) {
			await().until(() -> server.log().contains(warning));
		}
		try (StompboxServer server = StompboxServer.start("--logging.level.root=DEBUG")) {
			server.stop();
			assertThat(server.log()).doesNotContain(warning);
		}
	}

	/** Neither on the console nor in the file, where it was all there to be seen. */
	private void assertNothingThatOpensIsLogged(StompboxServer server) throws IOException {
		for (String log : List.of(server.log(), Files.readString(this.directory.resolve("stompbox.log")))) {
			assertNoneIn(log);
			assertThat(log.contains("/ws?ticket=…")).as("an upgrade's ticket").isTrue();
			assertThat(log.contains("destination=demo.a&token=…")).as("a token that is asked about").isTrue();
			String lines = log.replace("\\\"", "\"");
			assertThat(lines.contains("Authorization:\"…\"")).as("a header").isTrue();
			assertThat(lines.contains("Cookie:\"…\"")).as("a cookie").isTrue();
			assertThat(lines.contains("\"v12.stomp, bearer.…\"")).as("a subprotocol").isTrue();
		}
	}

	/** Says which it is and where, and not what. */
	private void assertNoneIn(String log) {
		this.secrets.forEach((what,
				secret) -> assertThat(log.lines()
					.filter((line) -> line.contains(secret))
					.map((line) -> cut(line.replace(secret, "«the " + what + "»"), line.indexOf(secret)))).as(what)
					.isEmpty());
	}

	private static String cut(String line, int at) {
		return line.substring(Math.max(0, at - 200), Math.min(line.length(), at + 100));
	}

}
