package dev.stompbox.stomp;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much a STOMP client may use.
 *
 * @param headers headers of a frame
 * @param headerSize a frame's command and headers
 * @param subscriptions subscriptions open at once on one connection
 * @param unacknowledged how much of topics may wait for one client's acknowledgements;
 * beyond, it is closed as slow
 * @param transactions transactions open at once on one connection
 * @param transactionSize how much all open transactions of a connection hold
 * @param connectTime how long a client may take from the upgrade to a CONNECT frame
 * @param heartBeat how often a client and the server let each other know that they are
 * there; 0 for never
 */
@ConfigurationProperties("stompbox.limits")
record StompProperties(@DefaultValue("100") int headers, @DefaultValue("16KB") DataSize headerSize,
		@DefaultValue("1000") int subscriptions, @DefaultValue("4MB") DataSize unacknowledged,
		@DefaultValue("10") int transactions, @DefaultValue("1MB") DataSize transactionSize,
		@DefaultValue("10s") Duration connectTime, @DefaultValue("10s") Duration heartBeat) {

	StompLimits with(DataSize messageSize) {
		return new StompLimits((int) messageSize.toBytes(), (int) this.headerSize.toBytes(), this.headers,
				this.subscriptions, this.unacknowledged.toBytes(), this.transactions, this.transactionSize.toBytes(),
				this.connectTime, this.heartBeat);
	}

}
