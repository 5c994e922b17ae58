package dev.stompbox.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What is to be measured, as it was asked for.
 *
 * @param mode what the connections do
 * @param connections how many receive: subscribers, or echo connections
 * @param topics how many there are
 * @param publishers how many publish to them
 * @param size of a message's body, in bytes
 * @param pace how fast messages are sent
 * @param timing how long and how often
 * @param wire how it goes over the wire
 * @param pids the server's processes, when they run on this machine
 */
record Plan(Mode mode, int connections, int topics, int publishers, int size, Pace pace, Timing timing, Speech wire,
		List<Long> pids) {

	/** What the connections do. */
	enum Mode {

		/** All subscribe to one topic. */
		FANOUT,
		/** They are spread over many topics. */
		TOPICS,
		/** Each sends to an echo endpoint. */
		ECHO,
		/** They subscribe and hear nothing. */
		IDLE

	}

	/**
	 * How fast messages are sent: so many in flight at once, or so many per second.
	 *
	 * @param window publications in flight at most; of one connection for echo
	 * @param rate publications per second, or 0 for as fast as the window allows
	 */
	record Pace(int window, double rate) {

		boolean paced() {
			return this.rate > 0;
		}

	}

	/**
	 * How long and how often.
	 *
	 * @param warmUp before what counts
	 * @param duration of one repetition; for idle, how long the connections are held
	 * @param repeat how many repetitions
	 */
	record Timing(Duration warmUp, Duration duration, int repeat) {
	}

	/**
	 * How it goes over the wire.
	 *
	 * @param destination a topic's; {@code %d} in it stands for its number
	 * @param uniqueIds whether each subscription has an id of its own
	 * @param binary whether messages are binary and not text
	 * @param threads that read and write
	 * @param connectRate connections opened per second, or 0 for as fast as it goes
	 */
	record Speech(String destination, boolean uniqueIds, boolean binary, int threads, double connectRate) {

		int opcode() {
			return this.binary ? FrameWriter.BINARY : FrameWriter.TEXT;
		}

	}

	/** Connections that receive on one thread. */
	int share() {
		return (this.connections + this.wire.threads() - 1) / this.wire.threads();
	}

	/** The topic's destination. */
	String destination(int topic) {
		return this.wire.destination().replace("%d", String.valueOf(topic));
	}

	/** A message's body, without its stamp. */
	byte[] payload() {
		byte[] payload = new byte[this.size];
		for (int i = 0; i < payload.length; i++) {
			payload[i] = (byte) ('a' + i % 26);
		}
		Arrays.fill(payload, 0, Math.min(Stamp.LENGTH, this.size), (byte) '0');
		return payload;
	}

}
