package dev.stompbox.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import org.jspecify.annotations.Nullable;

/**
 * Lets clients that know nothing of TLS speak to a server that speaks nothing else: what
 * they send leaves in records of odd sizes, and a stream that the server ends without
 * close_notify (RFC 8446 §6.1) reaches them as a reset, and not as its end.
 */
public final class TlsTunnel implements AutoCloseable {

	private static final String PASSWORD = "not-a-secret";

	private static final int[] RECORD_SIZES = { 1, 2, 13, 100, 1000, 4096, 16_384, 16_384, 60_000 };

	/** What the tunnel itself may hold for a client that does not read. */
	private static final int BUFFER = 64 * 1024;

	static {
		System.setProperty("com.sun.net.ssl.requireCloseNotify", "true");
	}

	private final ServerSocket listening;

	private final int serverPort;

	private final SSLContext tls;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	/**
	 * A tunnel to a server.
	 * @param keyStore made by {@link #keyStore}
	 */
	public TlsTunnel(int serverPort, Path keyStore) {
		this(serverPort, keyStore, null);
	}

	/**
	 * A tunnel to a server, to which it shows a certificate.
	 * @param shown has the certificate and its key, by the same password; {@code null}
	 * for none
	 */
	public TlsTunnel(int serverPort, Path keyStore, @Nullable Path shown) {
		this.serverPort = serverPort;
		try {
			KeyStore known = KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
			TrustManagerFactory trusting = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
			trusted.load(null, null);
			trusted.setCertificateEntry("server", known.getCertificate("server"));
			trusting.init(trusted);
			this.tls = SSLContext.getInstance("TLS");
			this.tls.init((shown != null) ? keys(shown) : null, trusting.getTrustManagers(), null);
			this.listening = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
			this.listening.setReceiveBufferSize(BUFFER);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
		run("accepts", this::accept);
	}

	private static KeyManager[] keys(Path shown) throws IOException, GeneralSecurityException {
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(KeyStore.getInstance(shown.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
		return keys.getKeyManagers();
	}

	/** Makes a key and a certificate of its own for {@code localhost} (PKCS #12). */
	public static Path keyStore(Path directory) {
		Path file = directory.resolve("server.p12");
		try {
			Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
					"-genkeypair", "-alias", "server", "-keyalg", "EC", "-groupname", "secp256r1", "-storetype",
					"PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD, "-dname", "CN=localhost", "-ext",
					"san=dns:localhost,ip:127.0.0.1", "-validity", "2")
				.redirectErrorStream(true)
				.start();
			String said = new String(keytool.getInputStream().readAllBytes());
			if (keytool.waitFor() != 0 || !Files.exists(file)) {
				throw new AssertionError("keytool made no certificate: " + said);
			}
			return file;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	/** What a server is started with that is to use that key. */
	public static String[] settings(Path keyStore) {
		return new String[] { "--server.ssl.key-store=" + keyStore, "--server.ssl.key-store-type=PKCS12",
				"--server.ssl.key-store-password=" + PASSWORD };
	}

	/** Where clients connect to. */
	public int port() {
		return this.listening.getLocalPort();
	}

	private void accept() {
		try {
			for (Socket client = this.listening.accept();; client = this.listening.accept()) {
				SSLSocket server = (SSLSocket) this.tls.getSocketFactory().createSocket();
				server.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
				server.connect(new InetSocketAddress("127.0.0.1", this.serverPort));
				client.setSendBufferSize(BUFFER);
				client.setTcpNoDelay(true);
				server.setTcpNoDelay(true);
				this.sockets.add(client);
				this.sockets.add(server);
				Socket from = client;
				run("to the server", () -> copy(from, server, new Random(1)));
				run("from the server", () -> copy(server, from, null));
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private static void copy(Socket from, Socket to, Random records) {
		byte[] bytes = new byte[BUFFER];
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
				for (int at = 0; at < read;) {
					int size = (records != null) ? RECORD_SIZES[records.nextInt(RECORD_SIZES.length)] : read;
					int part = Math.min(read - at, size);
					out.write(bytes, at, part);
					at += part;
				}
			}
			to.shutdownOutput();
		}
		catch (IOException ex) {
			reset(from);
			reset(to);
		}
	}

	private static void reset(Socket socket) {
		try {
			if (!(socket instanceof SSLSocket)) {
				socket.setSoLinger(true, 0);
			}
			socket.close();
		}
		catch (IOException ex) {
			// is closed
		}
	}

	private static void run(String what, Runnable task) {
		Thread thread = new Thread(task, "tunnel: " + what);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		try {
			this.listening.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.sockets.forEach(TlsTunnel::reset);
	}

}
