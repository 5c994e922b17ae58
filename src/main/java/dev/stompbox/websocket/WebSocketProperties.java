package dev.stompbox.websocket;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.stompbox.connection.Compression;

/**
 * How WebSockets are spoken.
 *
 * @param engine {@code own} for the server's own implementation of RFC 6455,
 * {@code container} for Jetty's
 * @param compression whether messages are compressed, with clients that offer it (RFC
 * 7692); the own engine can
 * @param compressionThreshold smaller messages are sent as they are
 */
@ConfigurationProperties("stompbox.websocket")
record WebSocketProperties(@DefaultValue("own") String engine, @DefaultValue("false") boolean compression,
		@DefaultValue("256B") DataSize compressionThreshold) {

	private static final DataSize HIGHEST = DataSize.ofMegabytes(1);

	WebSocketProperties {
		if (!engine.equals("own") && !engine.equals("container")) {
			throw new IllegalArgumentException(
					"stompbox.websocket.engine is own or container, and not \"" + engine + '"');
		}
		if (compressionThreshold.isNegative() || compressionThreshold.compareTo(HIGHEST) > 0) {
			throw new IllegalArgumentException("stompbox.websocket.compression-threshold is between 0 and 1 MB");
		}
	}

	boolean container() {
		return this.engine.equals("container");
	}

	/** What is agreed to with clients, or {@code null} for nothing. */
	@Nullable Compression forMessages() {
		return this.compression ? new Compression((int) this.compressionThreshold.toBytes()) : null;
	}

}
