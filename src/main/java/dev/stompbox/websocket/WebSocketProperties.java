package dev.stompbox.websocket;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How WebSockets are spoken.
 *
 * @param engine {@code own} for the server's own implementation of RFC 6455,
 * {@code container} for Jetty's
 */
@ConfigurationProperties("stompbox.websocket")
record WebSocketProperties(@DefaultValue("own") String engine) {

	WebSocketProperties {
		if (!engine.equals("own") && !engine.equals("container")) {
			throw new IllegalArgumentException(
					"stompbox.websocket.engine is own or container, and not \"" + engine + '"');
		}
	}

	boolean container() {
		return this.engine.equals("container");
	}

}
