package dev.stompbox.bench;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * How TLS is spoken to the server.
 *
 * @param context whom to trust
 * @param host the host whose certificate it has to be
 * @param port where it listens
 * @param insecure whether any certificate will do
 */
record TlsClient(SSLContext context, String host, int port, boolean insecure) {

	static TlsClient to(String host, int port, boolean insecure) {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, insecure ? new TrustManager[] { new TrustAnybody() } : null, null);
			return new TlsClient(context, host, port, insecure);
		}
		catch (GeneralSecurityException ex) {
			throw new BenchFailure("This Java cannot speak TLS: " + ex.getMessage());
		}
	}

	SSLEngine engine() {
		SSLEngine engine = this.context.createSSLEngine(this.host, this.port);
		engine.setUseClientMode(true);
		if (!this.insecure) {
			SSLParameters parameters = engine.getSSLParameters();
			parameters.setEndpointIdentificationAlgorithm("HTTPS");
			engine.setSSLParameters(parameters);
		}
		return engine;
	}

	/** For one's own server with a certificate that nobody signed. */
	private static final class TrustAnybody extends X509ExtendedTrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
		}

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
