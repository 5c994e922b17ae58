package dev.stompbox.connection;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much a client may use.
 *
 * @param connections connections open at once, of all kinds
 * @param outbox how much may wait to be read by one client; beyond, it is closed as slow
 * (4413)
 * @param outboxAge how long it may wait there; a client that has not read it after twice
 * that is closed as slow in any case
 * @param messageSize the largest message over STOMP and REST
 * @param messageSizeEcho the largest message that the echo endpoints take
 * @param idle a client that sends nothing for this long is asked for a sign of life, and
 * closed after twice that
 * @param closing how long a connection that is being closed may take to go
 */
@ConfigurationProperties("stompbox.limits")
public record ConnectionProperties(@DefaultValue("50000") int connections, @DefaultValue("1MB") DataSize outbox,
		@DefaultValue("60s") Duration outboxAge, @DefaultValue("64KB") DataSize messageSize,
		@DefaultValue("16MB") DataSize messageSizeEcho, @DefaultValue("60s") Duration idle,
		@DefaultValue("10s") Duration closing) {

	private static final DataSize LARGEST = DataSize.ofGigabytes(1);

	public ConnectionProperties {
		check(messageSize, "stompbox.limits.message-size");
		check(messageSizeEcho, "stompbox.limits.message-size-echo");
		if (outbox.compareTo(messageSize) < 0) {
			throw new IllegalArgumentException("stompbox.limits.outbox is smaller than stompbox.limits.message-size ("
					+ Sizes.text(outbox.toBytes()) + ", " + Sizes.text(messageSize.toBytes())
					+ "), so that the largest message could reach nobody; make the outbox larger");
		}
	}

	private static void check(DataSize size, String property) {
		if (size.toBytes() < 1 || size.compareTo(LARGEST) > 0) {
			throw new IllegalArgumentException(property + " is between 1 byte and 1 GB");
		}
	}

	/** What a connection may use. */
	public ConnectionLimits forConnections() {
		return new ConnectionLimits(this.connections, this.outbox.toBytes(), this.outboxAge, this.idle, this.closing);
	}

}
