package dev.stompbox;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.TlsTunnel;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Certificates are renewed every few weeks, and connections live longer. */
@Tag("own-engine") // nothing here depends on the engine
@Timeout(180)
class RenewalIT {

	private static final char[] PASSWORD = "not-a-secret".toCharArray();

	@TempDir
	private Path directory;

	@Test
	void newHandshakesSeeTheNewCertificateAndOldConnectionsLive() throws Exception {
		Path first = keyStore("first");
		Path second = keyStore("second");
		Path live = Files.createDirectory(this.directory.resolve("live"));
		install(first, live);
		try (StompboxServer server = start(live);
				TlsTunnel tunnel = new TlsTunnel(server.port(), first);
				StompClient client = new StompClient(WebSocketClient.open(tunnel.port(), "/ws"))) {
			client.connect();
			client.subscribe("/topic/demo.renewed", "s");
			assertThat(shown(server.port())).isEqualTo(certificate(first));
			install(second, live);
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(shown(server.port())).isEqualTo(certificate(second)));
			client.publish("/topic/demo.renewed", "still here");
			assertThat(client.message().text()).isEqualTo("still here");
			try (TlsTunnel renewed = new TlsTunnel(server.port(), second);
					StompClient late = new StompClient(WebSocketClient.open(renewed.port(), "/ws"))) {
				late.connect();
				late.publish("/topic/demo.renewed", "from the new one");
			}
			assertThat(client.message().text()).isEqualTo("from the new one");
			assertThat(server.log()).contains("reload cause=\"The certificate of bundle web was read again\"");
		}
	}

	/** As when a renewal was interrupted between one file and the other. */
	@Test
	void aCertificateOfAnotherKeyLeavesTheOldOneInUse() throws Exception {
		Path first = keyStore("first");
		Path second = keyStore("second");
		Path live = Files.createDirectory(this.directory.resolve("live"));
		install(first, live);
		try (StompboxServer server = start(live)) {
			replace(live.resolve("tls.crt"), pem("CERTIFICATE", certificate(second).getEncoded()));
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> server.log().contains("The certificate of bundle web cannot be used; the old one stays"));
			assertThat(shown(server.port())).isEqualTo(certificate(first));
			assertThat(server.log()).doesNotContain("was read again");
			install(second, live);
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(shown(server.port())).isEqualTo(certificate(second)));
		}
	}

	@Test
	void aCertificateOfAnotherKeyIsNamedAtTheStart() throws Exception {
		Path live = Files.createDirectory(this.directory.resolve("live"));
		install(keyStore("first"), live);
		replace(live.resolve("tls.crt"), pem("CERTIFICATE", certificate(keyStore("second")).getEncoded()));
		StompboxServer.Failed failed = StompboxServer.with().fail(settings(live));
		assertThat(failed.exit()).isEqualTo(1);
		assertThat(failed.output())
			.contains("SB-102", "server.ssl.bundle: web", "The private key is not that of the certificate")
			.doesNotContain("at dev.stompbox");
	}

	private static StompboxServer start(Path live) {
		return StompboxServer.start(settings(live));
	}

	private static String[] settings(Path live) {
		return new String[] { "--server.ssl.bundle=web",
				"--spring.ssl.bundle.pem.web.keystore.certificate=" + live.resolve("tls.crt").toUri(),
				"--spring.ssl.bundle.pem.web.keystore.private-key=" + live.resolve("tls.key").toUri(),
				"--spring.ssl.bundle.pem.web.reload-on-update=true",
				"--spring.ssl.bundle.watch.file.quiet-period=200ms" };
	}

	private Path keyStore(String name) throws IOException {
		return TlsTunnel.keyStore(Files.createDirectory(this.directory.resolve(name)));
	}

	private static Certificate certificate(Path keyStore) throws IOException, GeneralSecurityException {
		return KeyStore.getInstance(keyStore.toFile(), PASSWORD).getCertificate("server");
	}

	/** As certbot and Kubernetes do: each file is replaced as a whole. */
	private static void install(Path keyStore, Path live) throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance(keyStore.toFile(), PASSWORD);
		replace(live.resolve("tls.key"), pem("PRIVATE KEY", store.getKey("server", PASSWORD).getEncoded()));
		replace(live.resolve("tls.crt"), pem("CERTIFICATE", store.getCertificate("server").getEncoded()));
	}

	private static String pem(String what, byte[] bytes) {
		return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(bytes)
				+ "\n-----END " + what + "-----\n";
	}

	private static void replace(Path file, String text) throws IOException {
		Path made = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
		Files.move(made, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
	}

	/** What a handshake shows now, whoever has signed it. */
	private static Certificate shown(int port) throws IOException, GeneralSecurityException {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, new TrustManager[] { new Anything() }, null);
		try (Socket socket = context.getSocketFactory().createSocket("127.0.0.1", port)) {
			SSLSocket tls = (SSLSocket) socket;
			tls.startHandshake();
			assertThat(tls.getSession().getProtocol()).isIn("TLSv1.2", "TLSv1.3");
			return tls.getSession().getPeerCertificates()[0];
		}
	}

	private static final class Anything implements X509TrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
