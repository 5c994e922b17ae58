package dev.stompbox.stomp;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.sockjs.transport.TransportType;

import dev.stompbox.access.Authenticator;
import dev.stompbox.access.Refusals;
import dev.stompbox.broker.Broker;
import dev.stompbox.connection.ConnectionProperties;
import dev.stompbox.connection.Connections;

/**
 * Registers STOMP at {@code /ws} and, for clients without a WebSocket, at
 * {@code /sockjs}. Origins are judged before, for every request alike.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StompProperties.class)
class StompConfiguration {

	@Bean
	StompLimits stompLimits(ConnectionProperties connections, StompProperties properties) {
		return properties.with(connections.messageSize());
	}

	@Bean
	StompServer stompServer(Broker broker, Authenticator authenticator, Refusals refusals, StompLimits limits,
			ObjectProvider<Upstream> upstream) {
		return new StompServer(broker, authenticator, refusals, limits, upstream.getIfAvailable());
	}

	@Bean
	WebSocketConfigurer stompEndpoint(HandshakeHandler handshake, StompServer server) {
		StompEndpoint endpoint = new StompEndpoint(server);
		return (registry) -> registry.addHandler(endpoint, "/ws")
			.setHandshakeHandler(handshake)
			.setAllowedOriginPatterns("*");
	}

	/**
	 * Spring's service finds and compares clients; what is sent and received is the
	 * engine's. No cookie, no page in a frame, and no JSONP or htmlfile, which browsers
	 * of this decade have no use for and which run what they are sent as a script.
	 */
	@Bean
	WebSocketConfigurer sockJsEndpoint(HandshakeHandler handshake, StompServer server, Connections connections) {
		return (registry) -> registry.addHandler(new StompEndpoint(server), "/sockjs")
			.addInterceptors(new SockJsGuardEndpoint(connections))
			.setAllowedOriginPatterns("*")
			.withSockJS()
			.setTransportHandlers(new SockJsWebSocketEndpoint(server, handshake),
					new SockJsHttpEndpoint(server, connections, TransportType.XHR, SockJsStyle.XHR),
					new SockJsHttpEndpoint(server, connections, TransportType.XHR_STREAMING, SockJsStyle.XHR_STREAMING),
					new SockJsHttpEndpoint(server, connections, TransportType.EVENT_SOURCE, SockJsStyle.EVENT_SOURCE),
					new SockJsSendEndpoint())
			.setDisconnectDelay(SockJsHttp.DISCONNECT_DELAY.toMillis())
			.setSessionCookieNeeded(false)
			.setSuppressCors(true);
	}

}
