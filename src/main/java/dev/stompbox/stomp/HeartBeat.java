package dev.stompbox.stomp;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * What was agreed on about heart-beats (STOMP 1.2, "Heart-beating").
 *
 * @param sendEvery the server sends something at least this often, ms; 0 for never
 * @param expectEvery the client promised to, ms; 0 for not
 */
record HeartBeat(long sendEvery, long expectEvery) {

	static final HeartBeat NONE = new HeartBeat(0, 0);

	/** A day: longer promises are none. */
	private static final long LONGEST = Duration.ofDays(1).toMillis();

	/**
	 * @param asked the client's {@code heart-beat} header, {@code CAN,WANTS} in ms
	 * @param ours how often the server can send and wants to hear something
	 */
	static HeartBeat negotiate(@Nullable String asked, Duration ours) {
		if (asked == null) {
			return NONE;
		}
		String[] both = asked.split(",", -1);
		if (both.length != 2) {
			throw bad();
		}
		long can = number(both[0]);
		long wants = number(both[1]);
		long own = ours.toMillis();
		return new HeartBeat((wants == 0 || own == 0) ? 0 : Math.max(own, wants),
				(can == 0 || own == 0) ? 0 : Math.max(can, own));
	}

	private static long number(String text) {
		String digits = text.strip();
		if (digits.isEmpty() || digits.length() > 18 || !digits.chars().allMatch((c) -> c >= '0' && c <= '9')) {
			throw bad();
		}
		return Math.min(LONGEST, Long.parseLong(digits));
	}

	private static Refused bad() {
		return new Refused(ErrorCode.BAD_HEADER, "The heart-beat header is not two numbers of milliseconds.",
				"Write it as heart-beat:10000,10000, or 0,0 for none.");
	}

}
