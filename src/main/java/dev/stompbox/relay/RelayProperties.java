package dev.stompbox.relay;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The RabbitMQ that keeps the topics and queues.
 *
 * @param host where it is; without one there is no relay
 * @param port where its STOMP plugin listens
 * @param login as whom this server is there
 * @param passcode that user's
 * @param virtualHost the virtual host that is used there
 * @param connectTimeout how long it may take until a connection is ready
 * @param receiptTimeout how long it may take to confirm a publication
 * @param heartBeat how often each side lets the other know that it is there; 0 for never
 * @param outbox how much of one client's may wait to be written to it
 */
@ConfigurationProperties("stompbox.relay")
record RelayProperties(@DefaultValue("") String host, @DefaultValue("61613") int port,
		@DefaultValue("guest") String login, @DefaultValue("guest") String passcode,
		@DefaultValue("/") String virtualHost, @DefaultValue("5s") Duration connectTimeout,
		@DefaultValue("10s") Duration receiptTimeout, @DefaultValue("10s") Duration heartBeat,
		@DefaultValue("2MB") DataSize outbox) {

	RelayProperties {
		if (port < 1 || port > 65535) {
			throw new IllegalArgumentException("stompbox.relay.port is between 1 and 65535");
		}
		if (connectTimeout.toMillis() < 1 || receiptTimeout.toMillis() < 1) {
			throw new IllegalArgumentException(
					"stompbox.relay.connect-timeout and stompbox.relay.receipt-timeout are longer than nothing");
		}
	}

	/** Host and port, as people write them. */
	String address() {
		return this.host + ':' + this.port;
	}

	/** Without the passcode, since this is what a log would show. */
	@Override
	public String toString() {
		return this.login + " at " + address() + this.virtualHost;
	}

}
