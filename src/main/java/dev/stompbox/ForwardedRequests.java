package dev.stompbox;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Function;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

import dev.stompbox.connection.Proxies;

/**
 * Shows a request that a trusted proxy passes on as its client's. Jetty's own customizer
 * for that believes everybody, and the first address in the list, which any client can
 * write.
 */
record ForwardedRequests(Proxies proxies) implements HttpConfiguration.Customizer {

	@Override
	public Request customize(Request request, HttpFields.Mutable responseHeaders) {
		SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
		if (!(remote instanceof InetSocketAddress peer) || !this.proxies.trusts(peer)) {
			return request;
		}
		HttpFields fields = request.getHeaders();
		Function<String, List<String>> headers = fields::getValuesList;
		return new Forwarded(request, this.proxies.client(peer, headers), this.proxies.secure(peer, headers));
	}

	private static final class Forwarded extends Request.Wrapper {

		private final ConnectionMetaData connection;

		private final HttpURI uri;

		private final boolean secure;

		Forwarded(Request request, InetSocketAddress client, boolean secure) {
			super(request);
			this.secure = secure || request.isSecure();
			this.uri = secure ? HttpURI.build(request.getHttpURI()).scheme("https").asImmutable()
					: request.getHttpURI();
			this.connection = new ConnectionMetaData.Wrapper(request.getConnectionMetaData()) {
				@Override
				public SocketAddress getRemoteSocketAddress() {
					return client;
				}

				@Override
				public boolean isSecure() {
					return Forwarded.this.secure;
				}
			};
		}

		@Override
		public ConnectionMetaData getConnectionMetaData() {
			return this.connection;
		}

		@Override
		public HttpURI getHttpURI() {
			return this.uri;
		}

		@Override
		public boolean isSecure() {
			return this.secure;
		}

	}

}
