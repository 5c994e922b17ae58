package dev.stompbox.stomp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

import dev.stompbox.broker.Acknowledgement;
import dev.stompbox.broker.Consumption;
import dev.stompbox.connection.Sizes;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Position;
import dev.stompbox.message.Refused;

/**
 * One client's open transactions: what it wants done when it says COMMIT, in the order in
 * which it came. Used by the thread that reads; ended on any.
 *
 * <p>
 * Lock: its monitor; nothing is taken inside but what notes how much it holds.
 */
final class Transactions {

	/** What a frame costs beside its headers and body, bytes. */
	private static final int OVERHEAD = 256;

	private final Map<String, List<Step>> open = new HashMap<>(2);

	private final Map<String, Long> sizes = new HashMap<>(2);

	/** What they answer for. */
	private final Set<Answered> answered = new HashSet<>();

	private final StompLimits limits;

	private final LongConsumer holds;

	private long bytes;

	/** One message of one consumer. */
	private record Answered(Consumption consumption, Position position) {

		static Answered by(Acknowledgement acknowledgement) {
			return new Answered(acknowledgement.consumption(), acknowledgement.position());
		}

	}

	/**
	 * @param holds told how many bytes more, or less, it holds
	 */
	Transactions(StompLimits limits, LongConsumer holds) {
		this.limits = limits;
		this.holds = holds;
	}

	synchronized void begin(Frame frame) {
		String id = frame.required(HeaderNames.TRANSACTION);
		if (this.open.containsKey(id)) {
			throw new Refused(ErrorCode.TRANSACTION, "There is already an open transaction with this id.",
					"Give each transaction of a connection an id of its own.");
		}
		if (this.open.size() >= this.limits.transactions()) {
			throw tooBig("This connection has " + this.limits.transactions() + " open transactions",
					String.valueOf(this.limits.transactions()), "stompbox.limits.transactions");
		}
		this.open.put(id, new ArrayList<>());
		this.sizes.put(id, 0L);
	}

	/** Keeps what a frame asks for until its transaction ends. */
	synchronized void add(Frame frame, Step step) {
		String id = frame.required(HeaderNames.TRANSACTION);
		List<Step> steps = this.open.get(id);
		if (steps == null) {
			throw unknown();
		}
		long size = sizeOf(frame);
		if (this.bytes + size > this.limits.transactionSize()) {
			String limit = Sizes.text(this.limits.transactionSize());
			throw tooBig("The open transactions of this connection hold " + limit, limit,
					"stompbox.limits.transaction-size");
		}
		if (step instanceof Step.Answer answer) {
			checkFree(answer.acknowledgement());
			this.answered.add(Answered.by(answer.acknowledgement()));
		}
		this.bytes += size;
		this.holds.accept(size);
		this.sizes.merge(id, size, Long::sum);
		steps.add(step);
	}

	/**
	 * Asks whether no open transaction answers for a message.
	 * @throws Refused {@link ErrorCode#NOT_IN_FLIGHT} when one does
	 */
	synchronized void checkFree(Acknowledgement acknowledgement) {
		if (this.answered.contains(Answered.by(acknowledgement))) {
			throw Consumption.notInFlight();
		}
	}

	/** Ends a transaction and returns what it held. */
	synchronized List<Step> end(Frame frame) {
		String id = frame.required(HeaderNames.TRANSACTION);
		List<Step> steps = this.open.remove(id);
		Long size = this.sizes.remove(id);
		if (steps == null || size == null) {
			throw unknown();
		}
		this.bytes -= size;
		this.holds.accept(-size);
		for (Step step : steps) {
			if (step instanceof Step.Answer answer) {
				this.answered.remove(Answered.by(answer.acknowledgement()));
			}
		}
		return steps;
	}

	/** Forgets all of them: the client is gone. */
	synchronized void clear() {
		this.open.clear();
		this.sizes.clear();
		this.answered.clear();
	}

	private static long sizeOf(Frame frame) {
		long[] size = { (long) OVERHEAD + frame.body().length };
		frame.headers().forEach((name, value) -> size[0] += name.length() + value.length());
		return size[0];
	}

	private static Refused unknown() {
		return new Refused(ErrorCode.TRANSACTION, "There is no open transaction with this id.",
				"Send BEGIN with this transaction header first; COMMIT and ABORT end it.");
	}

	private static Refused tooBig(String what, String limit, String property) {
		return new Refused(ErrorCode.TRANSACTION_TOO_BIG, what + ", as much as may be (" + property + ").",
				"COMMIT or ABORT those that are open, make them smaller, or raise the limit.")
			.at(limit, property);
	}

}
