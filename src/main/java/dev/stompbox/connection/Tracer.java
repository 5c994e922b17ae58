package dev.stompbox.connection;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the last frames of one connection, and pings it, while somebody looks. The frames
 * are kept by who sends and reads them, each under the monitor for a moment.
 */
final class Tracer {

	/** So many frames are kept. */
	static final int FRAMES = 50;

	/** So much of each. */
	static final int START = 512;

	/** It is over so long after somebody asked last, ns. */
	static final long LOOK = TimeUnit.SECONDS.toNanos(30);

	private static final long PINGED_EVERY = TimeUnit.SECONDS.toNanos(1);

	private final Deque<TracedFrame> frames = new ArrayDeque<>(FRAMES);

	private long seq;

	private long askedAt;

	private long pingedAt;

	private boolean pinged;

	private @Nullable Double roundTrip;

	synchronized Trace look(long now) {
		this.askedAt = now;
		return new Trace(this.roundTrip, List.copyOf(this.frames));
	}

	synchronized boolean isOver(long now) {
		return now - this.askedAt > LOOK;
	}

	/** Whether it is time for a ping, which is then under way. */
	synchronized boolean pings(long now) {
		if (this.pinged && now - this.pingedAt < LOOK) {
			return false;
		}
		if (this.pingedAt != 0 && now - this.pingedAt < PINGED_EVERY) {
			return false;
		}
		this.pinged = true;
		this.pingedAt = now;
		return true;
	}

	synchronized void ponged(long now) {
		if (this.pinged) {
			this.pinged = false;
			this.roundTrip = (now - this.pingedAt) / 1000 / 1e3;
		}
	}

	void out(Payload payload) {
		switch (payload.kind()) {
			case TEXT, BINARY, CONTINUATION, PLAIN -> add("out", payload.contentLength(), text(payload.start(START)));
			case CLOSE, PING, PONG -> {
			}
		}
	}

	void in(int bytes, String start) {
		add("in", bytes, (start.length() > START) ? start.substring(0, START) : start);
	}

	private synchronized void add(String direction, int bytes, String start) {
		if (this.frames.size() == FRAMES) {
			this.frames.remove();
		}
		this.frames.add(new TracedFrame(++this.seq, System.currentTimeMillis(), direction, bytes, start));
	}

	private static String text(byte[] start) {
		return new String(start, StandardCharsets.UTF_8);
	}

}
