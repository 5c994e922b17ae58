package dev.stompbox.connection;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * How much one address or caller may have. 0 is no limit.
 *
 * @param perAddress connections open at once from one address
 * @param perCaller connections open at once of one caller with credentials
 * @param upgradeRate connections per second that one address may open; ten seconds' worth
 * at once
 * @param flaps connections that one caller at one address may open and lose again within
 * the window
 * @param flapWindow the time in which they are counted
 * @param flapHold how long who had more is held off
 * @param trusted addresses for which none of this holds
 */
public record AdmissionLimits(int perAddress, int perCaller, int upgradeRate, int flaps, Duration flapWindow,
		Duration flapHold, Predicate<InetAddress> trusted) {

	/** Everybody may have all that there is. */
	public static final AdmissionLimits NONE = new AdmissionLimits(0, 0, 0, 0, Duration.ZERO, Duration.ZERO,
			(address) -> true);

}
