package dev.stompbox;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.stompbox.support.Api;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.Tokens;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three issuers of tokens at once: one whose keys are fetched and change, one whose
 * public key is in a file, and one with a shared secret.
 */
@Timeout(60)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // the issuer is away in the last
class IssuersIT {

	private static final String SECRET = "a-secret-of-more-than-thirty-two-bytes";

	private static final KeyPair FETCHED = pair("RSA", 2048);

	private static final KeyPair NEWER = pair("RSA", 2048);

	private static final KeyPair FILED = pair("EC", 256);

	private static volatile List<JWK> published = List.of(jwk(FETCHED, "one"));

	private static volatile CountDownLatch held = new CountDownLatch(0);

	private static HttpServer issuer;

	private static StompboxServer server;

	@BeforeAll
	static void start(@TempDir Path files) throws IOException {
		issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		issuer.setExecutor(Executors.newCachedThreadPool());
		issuer.createContext("/keys", (exchange) -> {
			try (OutputStream out = exchange.getResponseBody()) {
				held.await();
				byte[] body = new JWKSet(published).toString().getBytes(StandardCharsets.UTF_8);
				exchange.sendResponseHeaders(200, body.length);
				out.write(body);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		issuer.start();
		Path pem = files.resolve("issuer.pem");
		Files.writeString(pem,
				"-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(FILED.getPublic().getEncoded())
						+ "\n-----END PUBLIC KEY-----\n");
		String of = "--stompbox.jwt.issuers";
		server = StompboxServer.start("--stompbox.jwt.clock-skew=30s", "--stompbox.access.wrong-tokens=0",
				of + "[0].issuer=fetched",
				of + "[0].jwk-set-uri=http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys",
				of + "[1].issuer=filed", of + "[1].public-key=" + pem, of + "[2].issuer=shared",
				of + "[2].secret=" + SECRET, "--stompbox.topics[0].match=orders.*",
				"--stompbox.topics[0].subscribe=user:{1}", "--stompbox.topics[0].publish=user:{1}");
	}

	@AfterAll
	static void stop() {
		server.close();
		issuer.stop(0);
	}

	private static KeyPair pair(String algorithm, int size) {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
			generator.initialize(size);
			return generator.generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new AssertionError(ex);
		}
	}

	private static JWK jwk(KeyPair pair, String id) {
		return new RSAKey.Builder((RSAPublicKey) pair.getPublic()).keyID(id).build();
	}

	private static Map<String, Object> claims(String of, Object... more) {
		Map<String, Object> claims = Tokens.claims("sub", "ana", "iss", of, "exp", Instant.now().plusSeconds(600));
		claims.putAll(Tokens.claims(more));
		return claims;
	}

	private static String fetched(KeyPair key, String id, Map<String, Object> claims) {
		return Tokens.rs256(Map.of("alg", "RS256", "kid", id), key.getPrivate(), claims);
	}

	private static String shared(Map<String, Object> claims) {
		return Tokens.hs256(SECRET.getBytes(StandardCharsets.UTF_8), claims);
	}

	private static int published(String token) {
		return new Api(server.port(), token).publish("orders.ana", "x").status();
	}

	@Test
	@Order(1)
	void aTokenOfEachLetsInByEachWay() {
		Awaitility.await().until(() -> published(fetched(FETCHED, "one", claims("fetched"))) == 201);
		for (String token : List.of(fetched(FETCHED, "one", claims("fetched")),
				Tokens.es256(FILED.getPrivate(), claims("filed")), shared(claims("shared")))) {
			assertThat(published(token)).isEqualTo(201);
			try (StompClient client = StompClient.anybody(server.port(), "passcode:" + token)) {
				client.subscribe("/topic/orders.ana", "mine");
			}
			for (String header : List.of("Authorization: Bearer " + token,
					"Sec-WebSocket-Protocol: v12.stomp, bearer." + token)) {
				StompClient client = new StompClient(WebSocketClient.open(server.port(), "/ws", header));
				assertThat(client.connect().header("user-name")).isEqualTo("ana");
				client.close();
			}
		}
	}

	@Test
	@Order(2)
	void noKeySignsForAnotherIssuer() {
		assertThat(published(fetched(FETCHED, "one", claims("filed")))).isEqualTo(401);
		assertThat(published(Tokens.es256(FILED.getPrivate(), claims("fetched")))).isEqualTo(401);
		assertThat(published(shared(claims("filed")))).isEqualTo(401);
		assertThat(published(shared(claims("nobody")))).isEqualTo(401);
		assertThat(published(Tokens.hs256(FILED.getPublic().getEncoded(), claims("filed"))))
			.as("a public key is no secret")
			.isEqualTo(401);
	}

	@Test
	@Order(3)
	void aClockThatIsALittleBehindDoesNotMatter() {
		assertThat(published(shared(claims("shared", "nbf", Instant.now().plusSeconds(20))))).isEqualTo(201);
		assertThat(published(shared(claims("shared", "nbf", Instant.now().plusSeconds(120))))).isEqualTo(401);
	}

	@Test
	@Order(4)
	void anIssuerThatIsSlowHoldsUpWhoAsksForItAlone() {
		published = List.of(jwk(FETCHED, "one"), jwk(NEWER, "two"));
		held = new CountDownLatch(1);
		String token = fetched(NEWER, "two", claims("fetched"));
		try (StompClient waiting = new StompClient(WebSocketClient.open(server.port(), "/ws"));
				StompClient other = StompClient.anybody(server.port())) {
			waiting.send("CONNECT", "", "accept-version:1.2", "host:x", "passcode:" + token);
			other.subscribe("/topic/demo.meanwhile", "s");
			for (int i = 0; i < 100; i++) {
				other.publish("/topic/demo.meanwhile", "m" + i);
				assertThat(other.message().text()).isEqualTo("m" + i);
			}
			held.countDown();
			assertThat(waiting.any().command()).isIn("CONNECTED", "ERROR");
		}
		Awaitility.await().until(() -> published(token) == 201);
	}

	@Test
	@Order(5)
	void whenAnIssuerIsAwayItsKeysGoOnToCount() {
		issuer.stop(0);
		try (StompClient client = StompClient.anybody(server.port(),
				"passcode:" + fetched(FETCHED, "one", claims("fetched")))) {
			client.subscribe("/topic/orders.ana", "mine");
		}
		assertThat(published(fetched(NEWER, "two", claims("fetched")))).isEqualTo(201);
		assertThat(published(fetched(NEWER, "unknown", claims("fetched")))).isEqualTo(401);
	}

}
