package dev.stompbox.stomp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.stompbox.connection.Sizes;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * One client's open transactions: what it wants done when it says COMMIT, in the order in
 * which it came. Confined to the thread that reads.
 */
final class Transactions {

	/** What a frame costs beside its headers and body, bytes. */
	private static final int OVERHEAD = 256;

	private final Map<String, List<Step>> open = new HashMap<>(2);

	private final Map<String, Long> sizes = new HashMap<>(2);

	private final StompLimits limits;

	private long bytes;

	Transactions(StompLimits limits) {
		this.limits = limits;
	}

	void begin(Frame frame) {
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
	void add(Frame frame, Step step) {
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
		this.bytes += size;
		this.sizes.merge(id, size, Long::sum);
		steps.add(step);
	}

	/** Ends a transaction and returns what it held. */
	List<Step> end(Frame frame) {
		String id = frame.required(HeaderNames.TRANSACTION);
		List<Step> steps = this.open.remove(id);
		Long size = this.sizes.remove(id);
		if (steps == null || size == null) {
			throw unknown();
		}
		this.bytes -= size;
		return steps;
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
