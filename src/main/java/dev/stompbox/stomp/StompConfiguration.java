package dev.stompbox.stomp;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.server.HandshakeHandler;

import dev.stompbox.access.Authenticator;
import dev.stompbox.broker.Broker;
import dev.stompbox.connection.ConnectionProperties;

/** Registers STOMP at {@code /ws}. Origins are judged before, for every upgrade alike. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StompProperties.class)
class StompConfiguration {

	@Bean
	WebSocketConfigurer stompEndpoint(HandshakeHandler handshake, Broker broker, Authenticator authenticator,
			ConnectionProperties connections, StompProperties properties) {
		StompEndpoint endpoint = new StompEndpoint(broker, authenticator, properties.with(connections.messageSize()));
		return (registry) -> registry.addHandler(endpoint, "/ws")
			.setHandshakeHandler(handshake)
			.setAllowedOriginPatterns("*");
	}

}
