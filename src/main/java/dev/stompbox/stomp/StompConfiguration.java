package dev.stompbox.stomp;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.server.HandshakeHandler;

import dev.stompbox.access.Authenticator;
import dev.stompbox.access.Refusals;
import dev.stompbox.broker.Broker;
import dev.stompbox.connection.ConnectionProperties;

/** Registers STOMP at {@code /ws}. Origins are judged before, for every upgrade alike. */
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

}
