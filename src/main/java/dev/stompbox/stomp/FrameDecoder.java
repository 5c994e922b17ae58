package dev.stompbox.stomp;

import java.util.Arrays;
import java.util.function.LongConsumer;

import org.jspecify.annotations.Nullable;

import dev.stompbox.connection.Sizes;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Turns bytes into frames (STOMP 1.2, "Augmented BNF"), however the bytes are cut. Bodies
 * stay bytes. What it holds of an unfinished frame is at most the limits for head and
 * body, and nothing between frames.
 */
final class FrameDecoder {

	/** Takes frames; answers whether it wants more. */
	@FunctionalInterface
	interface Sink {

		boolean frame(Frame frame);

	}

	private static final byte[] NOTHING = {};

	/** Less of an unfinished frame than this is not told of: it is there for a moment. */
	private static final int TOLD = 4096;

	private final StompLimits limits;

	private final LongConsumer holds;

	/** Bytes of which is told. */
	private int told;

	private final HeadReader heads;

	private Version version = Version.V1_0;

	/** The unfinished frame's bytes, its head aside once that is read. */
	private byte[] kept = NOTHING;

	private int keptLength;

	/** What is kept of an unfinished frame; another number for each, 0 for nothing. */
	private volatile long begun;

	private long frames;

	/** How far into the unfinished part it is known that its end does not come. */
	private int scanned;

	private HeadReader.@Nullable Head head;

	FrameDecoder(StompLimits limits) {
		this(limits, (more) -> {
		});
	}

	/**
	 * @param holds told how many bytes more, or less, it holds
	 */
	FrameDecoder(StompLimits limits, LongConsumer holds) {
		this.limits = limits;
		this.holds = holds;
		this.heads = new HeadReader(limits);
	}

	/** What was agreed on in CONNECT; decides how headers are escaped from now on. */
	void version(Version version) {
		this.version = version;
	}

	/**
	 * Takes bytes and hands on the frames that are complete with them.
	 * @throws Refused when the bytes are no frame, or one over the limits; the decoder is
	 * of no use afterwards
	 */
	void decode(byte[] bytes, int from, int to, Sink sink) {
		if (this.keptLength == 0) {
			int rest = frames(bytes, from, to, sink);
			keep(bytes, rest, to);
			note();
			return;
		}
		keep(bytes, from, to);
		int rest = frames(this.kept, 0, this.keptLength, sink);
		int left = this.keptLength - rest;
		if (left == 0) {
			this.kept = NOTHING;
		}
		else if (rest > 0) {
			this.kept = Arrays.copyOfRange(this.kept, rest, this.keptLength);
		}
		this.keptLength = left;
		note();
	}

	/** The unfinished frame's own number, or 0 when there is none. For the clock. */
	long begun() {
		return this.begun;
	}

	private void note() {
		long now = (this.keptLength > 0 || this.head != null) ? this.frames + 1 : 0;
		if (this.begun != now) {
			this.begun = now;
		}
		int held = (this.kept.length >= TOLD) ? this.kept.length : 0;
		if (this.told != held) {
			this.holds.accept(held - this.told);
			this.told = held;
		}
	}

	private void keep(byte[] bytes, int from, int to) {
		int more = to - from;
		int length = this.keptLength + more;
		if (more > 0 && length > this.kept.length) {
			this.kept = Arrays.copyOf(this.kept, Math.max(length, this.kept.length + (this.kept.length >> 1)));
		}
		System.arraycopy(bytes, from, this.kept, this.keptLength, more);
		this.keptLength = length;
	}

	/** Reads complete frames; returns where the unfinished one begins, or {@code to}. */
	private int frames(byte[] bytes, int from, int to, Sink sink) {
		int at = from;
		while (true) {
			if (this.head == null) {
				if (this.scanned == 0) {
					at = skipEndOfLines(bytes, at, to);
				}
				int body = afterHead(bytes, at, to);
				if (body < 0) {
					return at;
				}
				at = body;
			}
			int end = endOfBody(bytes, at, to);
			if (end < 0 || this.head == null) {
				return at;
			}
			Frame frame = new Frame(this.head.command(), this.head.headers(), Arrays.copyOfRange(bytes, at, end));
			this.head = null;
			this.frames++;
			at = end + 1;
			if (!sink.frame(frame)) {
				return to;
			}
		}
	}

	/** Between frames, ends of lines are heart-beats and nothing else. */
	private static int skipEndOfLines(byte[] bytes, int from, int to) {
		int at = from;
		while (at < to && (bytes[at] == '\n' || bytes[at] == '\r')) {
			at++;
		}
		return at;
	}

	/** Reads the head when all of it is there; returns where the body begins, or -1. */
	private int afterHead(byte[] bytes, int from, int to) {
		for (int i = from + Math.max(0, this.scanned - 2); i < to; i++) {
			if (bytes[i] != '\n') {
				continue;
			}
			int next = (i + 1 < to && bytes[i + 1] == '\r') ? i + 2 : i + 1;
			if (next < to && bytes[next] == '\n') {
				checkHeadSize(i - from);
				this.head = this.heads.read(bytes, from, i, this.version);
				this.scanned = 0;
				return next + 1;
			}
		}
		// LF CR may be the beginning of its end.
		checkHeadSize(to - from - 2);
		this.scanned = to - from;
		return -1;
	}

	private void checkHeadSize(int size) {
		if (size > this.limits.headerSize()) {
			throw new Refused(ErrorCode.HEADERS_TOO_BIG,
					"A frame's headers are longer than " + this.limits.headerSize()
							+ " bytes (stompbox.limits.header-size).",
					"Put data into the body, or raise the limit. An empty line ends the headers.")
				.at(Sizes.text(this.limits.headerSize()), "stompbox.limits.header-size");
		}
	}

	/** Where the body's NUL is, or -1 while it has not come. */
	private int endOfBody(byte[] bytes, int from, int to) {
		int length = (this.head != null) ? this.head.bodyLength() : -1;
		if (length >= 0) {
			if (to - from <= length) {
				return -1;
			}
			if (bytes[from + length] != 0) {
				throw new Refused(ErrorCode.MALFORMED_FRAME,
						"The body does not end with NUL after the " + length + " bytes that content-length says.",
						"content-length counts bytes of UTF-8, not characters; NUL follows the body.");
			}
			return from + length;
		}
		for (int i = from + this.scanned; i < to; i++) {
			if (bytes[i] == 0) {
				checkBodySize(i - from);
				this.scanned = 0;
				return i;
			}
		}
		checkBodySize(to - from);
		this.scanned = to - from;
		return -1;
	}

	private void checkBodySize(int size) {
		if (size > this.limits.messageSize()) {
			// How much more has come depends on how it was cut, and is nobody's concern.
			throw tooBig(this.limits.messageSize() + 1L, this.limits.messageSize());
		}
	}

	static Refused tooBig(long size, int limit) {
		return new Refused(ErrorCode.MESSAGE_TOO_BIG,
				"The message is " + Sizes.text(size) + " or more; the limit is " + Sizes.text(limit)
						+ " (stompbox.limits.message-size).",
				"Send it in parts, or raise the limit.")
			.at(Sizes.text(limit), "stompbox.limits.message-size");
	}

}
