package dev.stompbox.connection;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much one address, one caller and one connection may ask for, so that others get
 * their share.
 *
 * @param connectionsPerAddress connections open at once from one address, or one IPv6
 * network of 64 bits; 0 for no limit
 * @param connectionsPerCaller connections open at once of one caller who gave
 * credentials; 0 for no limit
 * @param upgradeRate connections that one address may open per second, and ten seconds'
 * worth at once; 0 for no limit
 * @param flaps so many connections, opened and lost within 5 s each, of one caller at one
 * address within the flap-window, and it is held off; 0 for no limit
 * @param flapWindow the time in which they are counted
 * @param flapHold how long it is held off
 * @param trustedAddresses addresses and networks, as 10.0.0.0/8, to which none of those
 * apply: this machine, where a proxy may be that all clients come through, and load tests
 * @param frameRate WebSocket frames per second of one connection, pings included; beyond,
 * it is read more slowly; 0 for no limit
 * @param byteRate the same for bytes per second
 * @param frameTime how long a frame, or a message in several, may take to be complete;
 * beyond, a client that sends less than 1 KB/s is closed
 * @param requestTime how long an HTTP request's headers may take to come, those of an
 * upgrade included; a body that is slower than 1 KB/s ends then, too
 * @param requestsPerAddress HTTP requests of one address that may hold a thread at once;
 * others wait for their turn, and what is over 25 times as many is refused; 0 for no
 * limit
 * @param socketsPerAddress sockets of one address that speak HTTP and ask for nothing; 0
 * for no limit
 * @param sockets the same of all addresses together
 * @param outboxTotal how much may wait to be read by all clients together; a quarter of
 * the heap when it is not said
 * @param held how much all clients together may have the server keep: subscriptions, open
 * transactions, messages that wait for acknowledgements, frames that were begun; an
 * eighth of the heap when it is not said
 */
@ConfigurationProperties("stompbox.limits")
public record AbuseProperties(@DefaultValue("5000") int connectionsPerAddress,
		@DefaultValue("5000") int connectionsPerCaller, @DefaultValue("200") int upgradeRate,
		@DefaultValue("300") int flaps, @DefaultValue("60s") Duration flapWindow,
		@DefaultValue("30s") Duration flapHold, @DefaultValue( {
				"127.0.0.0/8", "::1/128" }) List<String> trustedAddresses,
		@DefaultValue("1000000") long frameRate, @DefaultValue("1GB") DataSize byteRate,
		@DefaultValue("60s") Duration frameTime, @DefaultValue("10s") Duration requestTime,
		@DefaultValue("40") int requestsPerAddress, @DefaultValue("2000") int socketsPerAddress,
		@DefaultValue("10000") int sockets, @Nullable DataSize outboxTotal, @Nullable DataSize held){

	private static final DataSize LEAST_BYTES = DataSize.ofKilobytes(64);

	/**
	 * Checks the numbers and networks.
	 * @throws IllegalArgumentException naming the property that is wrong
	 */
	public AbuseProperties {
		notNegative(connectionsPerAddress, "connections-per-address");
		notNegative(connectionsPerCaller, "connections-per-caller");
		notNegative(upgradeRate, "upgrade-rate");
		notNegative(flaps, "flaps");
		notNegative(frameRate, "frame-rate");
		notNegative(requestsPerAddress, "requests-per-address");
		notNegative(socketsPerAddress, "sockets-per-address");
		notNegative(sockets, "sockets");
		trusted(trustedAddresses);
		if (byteRate.toBytes() != 0 && byteRate.compareTo(LEAST_BYTES) < 0) {
			throw new IllegalArgumentException(
					"stompbox.limits.byte-rate is at least 64 KB, which is read at once, or 0 for no limit");
		}
		atLeastOne(outboxTotal, "outbox-total");
		atLeastOne(held, "held");
	}

	private static void notNegative(long value, String property) {
		if (value < 0) {
			throw new IllegalArgumentException("stompbox.limits." + property + " is 1 or more, or 0 for no limit");
		}
	}

	private static void atLeastOne(@Nullable DataSize value, String property) {
		if (value != null && value.toBytes() < 1) {
			throw new IllegalArgumentException("stompbox.limits." + property + " is at least 1 byte");
		}
	}

	private static Predicate<InetAddress> trusted(List<String> addresses) {
		return ProxyProperties.among(addresses, "stompbox.limits.trusted-addresses");
	}

	/** What an address and a caller may have. */
	public AdmissionLimits forAdmission() {
		return new AdmissionLimits(this.connectionsPerAddress, this.connectionsPerCaller, this.upgradeRate, this.flaps,
				this.flapWindow, this.flapHold, trusted(this.trustedAddresses));
	}

	/** How fast a connection may send. */
	public RateLimits forReading() {
		return new RateLimits(this.frameRate, this.byteRate.toBytes(), this.frameTime);
	}

	long forOutboxes() {
		return (this.outboxTotal != null) ? this.outboxTotal.toBytes() : Runtime.getRuntime().maxMemory() / 4;
	}

	long forHoldings() {
		return (this.held != null) ? this.held.toBytes() : Runtime.getRuntime().maxMemory() / 8;
	}

}
