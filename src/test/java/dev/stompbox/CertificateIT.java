package dev.stompbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.TlsTunnel;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A client certificate is who its common name says. */
@Timeout(120)
class CertificateIT {

	private static final String PASSWORD = "not-a-secret";

	@TempDir
	private static Path directory;

	private static StompboxServer server;

	private static Path serversKey;

	@BeforeAll
	static void start() throws Exception {
		serversKey = TlsTunnel.keyStore(directory);
		Path trusted = directory.resolve("trusted.p12");
		for (String name : List.of("ana", "ci-runner", "operator")) {
			makeKey(name);
			Path certificate = directory.resolve(name + ".cer");
			keytool("-exportcert", "-alias", name, "-keystore", store(name), "-file", certificate.toString());
			keytool("-importcert", "-noprompt", "-alias", name, "-keystore", trusted.toString(), "-file",
					certificate.toString());
		}
		makeKey("stranger");
		List<String> settings = new ArrayList<>(List.of(TlsTunnel.settings(serversKey)));
		settings.addAll(List.of("--server.ssl.client-auth=want", "--server.ssl.trust-store=" + trusted,
				"--server.ssl.trust-store-password=" + PASSWORD, "--stompbox.access.keys[0].name=builds",
				"--stompbox.access.keys[0].certificate=ci-runner", "--stompbox.access.keys[0].roles=ci",
				"--stompbox.topics[0].match=builds.#", "--stompbox.topics[0].publish=role:ci,user:ana",
				"--stompbox.topics[0].subscribe=role:ci"));
		server = StompboxServer.start(settings.toArray(String[]::new));
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	private static String store(String name) {
		return directory.resolve(name + ".p12").toString();
	}

	private static void makeKey(String name) throws Exception {
		keytool("-genkeypair", "-alias", name, "-keyalg", "EC", "-groupname", "secp256r1", "-keystore", store(name),
				"-dname", "CN=" + name + ",O=Example", "-validity", "2");
	}

	private static void keytool(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
		command.addAll(List.of(arguments));
		command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
		Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
		String said = new String(keytool.getInputStream().readAllBytes());
		assertThat(keytool.waitFor()).as(said).isZero();
	}

	private static HttpResponse<String> call(String name, String method, String path) throws Exception {
		HttpRequest request = request(path).method(method, BodyPublishers.ofString(method.equals("POST") ? "x" : ""))
			.build();
		return client(name).send(request, BodyHandlers.ofString());
	}

	private static HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path));
	}

	private static HttpClient client(String name) throws Exception {
		TrustManagerFactory trusting = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("server",
				KeyStore.getInstance(serversKey.toFile(), PASSWORD.toCharArray()).getCertificate("server"));
		trusting.init(trusted);
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		if (!name.isEmpty()) {
			keys.init(KeyStore.getInstance(Path.of(store(name)).toFile(), PASSWORD.toCharArray()),
					PASSWORD.toCharArray());
		}
		SSLContext tls = SSLContext.getInstance("TLS");
		tls.init(name.isEmpty() ? null : keys.getKeyManagers(), trusting.getTrustManagers(), null);
		return HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build();
	}

	@Test
	void theCommonNameIsTheCaller() throws Exception {
		assertThat(call("ana", "GET", "/api/session").body()).contains("\"name\":\"ana\"", "\"authenticated\":true",
				"\"expires\":");
		assertThat(call("ana", "POST", "/api/topics/builds.x/messages").statusCode()).isEqualTo(201);
		assertThat(call("ana", "POST", "/api/topics/other/messages").statusCode()).isEqualTo(403);
	}

	/** Whom the upgrade let in is who CONNECT is of, unless it names somebody else. */
	@Test
	void theCommonNameIsTheCallerOfAnUpgradeAndOfItsConnect() {
		try (TlsTunnel tunnel = new TlsTunnel(server.port(), serversKey, Path.of(store("ana")));
				StompClient ana = new StompClient(WebSocketClient.open(tunnel.port(), "/ws"));
				StompClient operator = new StompClient(WebSocketClient.open(tunnel.port(), "/ws"))) {
			assertThat(ana.connect().header("user-name")).isEqualTo("ana");
			ana.publish("/topic/builds.x", "x");
			ana.send("SEND", "x", "destination:/topic/other");
			assertThat(ana.closedAfter("SB-401").code()).isEqualTo(4403);
			assertThat(operator.connect("passcode:" + server.token()).header("user-name")).isEqualTo("operator");
		}
	}

	@Test
	void aKeysCertificateAndNoneAreWhoTheyAreOverWebSocketToo() {
		try (TlsTunnel tunnel = new TlsTunnel(server.port(), serversKey, Path.of(store("ci-runner")));
				StompClient builds = new StompClient(WebSocketClient.open(tunnel.port(), "/ws"))) {
			assertThat(builds.connect().header("user-name")).isEqualTo("builds");
			builds.publish("/topic/builds.x", "x");
		}
		for (Path shown : Arrays.asList(null, Path.of(store("operator")))) {
			try (TlsTunnel tunnel = new TlsTunnel(server.port(), serversKey, shown);
					StompClient nobody = new StompClient(WebSocketClient.open(tunnel.port(), "/ws"))) {
				assertThat(nobody.connect().header("user-name")).startsWith("anonymous-");
				nobody.send("SEND", "x", "destination:/topic/builds.x");
				nobody.closedAfter("SB-201");
			}
		}
	}

	@Test
	void aKeyGivesACertificateItsNameAndRoles() throws Exception {
		assertThat(call("ci-runner", "GET", "/api/session").body()).contains("\"name\":\"builds\"", "\"ci\"");
		assertThat(call("ci-runner", "POST", "/api/topics/builds.x/messages").statusCode()).isEqualTo(201);
	}

	@Test
	void theKeyThatACertificateStandsForIsTakenBack() throws Exception {
		var stream = client("ci-runner").sendAsync(request("/api/topics/builds.held/events").build(),
				BodyHandlers.ofString());
		await().until(() -> asOperator("GET", "/api/topics/builds.held", "").body().contains("\"subscribers\":1"));
		assertThat(asOperator("POST", "/api/revocations", "{\"key\":\"builds\"}").statusCode()).isEqualTo(201);
		assertThat(stream.join().body()).contains("SB-205");
		assertThat(call("ci-runner", "POST", "/api/topics/builds.x/messages").statusCode()).isEqualTo(401);
		assertThat(call("ana", "POST", "/api/topics/builds.x/messages").statusCode()).isEqualTo(201);
		assertThat(asOperator("DELETE", "/api/revocations?key=builds", "").statusCode()).isEqualTo(204);
		assertThat(call("ci-runner", "POST", "/api/topics/builds.x/messages").statusCode()).isEqualTo(201);
	}

	private static HttpResponse<String> asOperator(String method, String path, String json) throws Exception {
		return client("").send(request(path).header("Authorization", "Bearer " + server.token())
			.header("Content-Type", "application/json")
			.method(method, BodyPublishers.ofString(json))
			.build(), BodyHandlers.ofString());
	}

	@Test
	void withoutOneAndWithTheOperatorsNameOneIsNobody() throws Exception {
		for (String name : List.of("", "operator")) {
			assertThat(call(name, "GET", "/api/session").body()).contains("\"authenticated\":false");
			assertThat(call(name, "POST", "/api/topics/builds.x/messages").statusCode()).isEqualTo(401);
		}
	}

	@Test
	void aCertificateThatNobodyVouchesForEndsTheHandshakeOrIsNobody() throws Exception {
		try {
			assertThat(call("stranger", "GET", "/api/session").body()).contains("\"authenticated\":false");
		}
		catch (IOException ex) {
			assertThat(Files.exists(serversKey)).as("the handshake failed: %s", ex).isTrue();
		}
	}

}
