package dev.stompbox.echo;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.HandshakeHandler;

import dev.stompbox.connection.ConnectionProperties;

/** Registers the echo endpoints; an upgrade of {@code /} is {@code /echo}. */
@Configuration(proxyBeanMethods = false)
class EchoConfiguration {

	@Bean
	WebSocketConfigurer echoEndpoints(HandshakeHandler handshake, ConnectionProperties properties) {
		long mostBytes = properties.messageSizeEcho().toBytes();
		return (registry) -> {
			register(registry, handshake, new TextEchoEndpoint(mostBytes), "/echo/text");
			register(registry, handshake, new BinaryEchoEndpoint(mostBytes), "/echo/binary");
			register(registry, handshake, new EchoEndpoint(mostBytes), "/echo", "/");
		};
	}

	// Origins are judged before, for every upgrade alike.
	private static void register(WebSocketHandlerRegistry registry, HandshakeHandler handshake,
			WebSocketHandler handler, String... paths) {
		registry.addHandler(handler, paths).setHandshakeHandler(handshake).setAllowedOriginPatterns("*");
	}

}
