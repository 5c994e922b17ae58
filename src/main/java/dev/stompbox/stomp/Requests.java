package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.Caller;
import dev.stompbox.broker.Outcome;
import dev.stompbox.broker.Published;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Standing;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Position;
import dev.stompbox.message.Refused;

/** What the frames of a client that is connected lead to. */
final class Requests implements Passing.Session {

	private static final Consumer<FrameEncoder> NOTHING_MORE = (receipt) -> {
	};

	/** How the client is answered. */
	interface Session {

		/** Sends a RECEIPT, if the frame asks for one, with what {@code more} adds. */
		void receipt(Frame frame, Consumer<FrameEncoder> more);

		/** Sends a RECEIPT. */
		void receipt(String id);

		/** Refuses what a frame asked for; on whatever thread. */
		void refuse(Frame frame, Refused why);

		/**
		 * The caller whose new token a frame brings.
		 * @throws Refused when it is not the same caller's
		 */
		Caller renewed(Frame frame, Caller before);

		/** Ends the connection as the client wished. */
		void leave();

		/** Sends ERROR and closes. */
		void fail(Refused refused);

	}

	private final StompServer server;

	private final Session session;

	private final Subscriptions subscriptions;

	private final Acknowledgements acknowledgements;

	private final Replies replies;

	private final Sending sending;

	private final Transactions transactions;

	/** The way to the broker that keeps the topics, when this server does not. */
	private final @Nullable Passing passing;

	private Caller caller = Caller.anonymous("");

	/** SENDs of which it is not known what became of them. */
	private final AtomicInteger underWay = new AtomicInteger();

	/** A DISCONNECT that waits for them. */
	private volatile @Nullable Frame leaving;

	private final AtomicBoolean saidGoodbye = new AtomicBoolean();

	/** The receipt of a DISCONNECT that another broker has to see first. */
	private volatile @Nullable String goodbye;

	Requests(Connection connection, StompServer server, Session session) {
		Upstream upstream = server.upstream();
		this.server = server;
		this.session = session;
		this.subscriptions = new Subscriptions(connection, server.broker(), server.limits());
		this.passing = (upstream != null) ? new Passing(upstream, connection, this, this.subscriptions) : null;
		this.acknowledgements = new Acknowledgements(this.subscriptions, upstream != null);
		this.replies = new Replies(connection, this.subscriptions);
		this.sending = new Sending(server, this.replies, this.passing, this::refresh);
		this.transactions = new Transactions(server.limits(), connection.holdings()::add);
	}

	void begin(Caller caller, Version version, Packaging packaging) {
		this.caller = caller;
		this.subscriptions.begin(caller, version, packaging);
		this.acknowledgements.begin(version);
		this.replies.begin(caller, version, packaging);
		this.sending.begin(caller);
		if (this.passing != null) {
			this.passing.begin(version);
		}
	}

	/**
	 * Does what a frame asks for.
	 * @return whether more may come
	 * @throws Refused when it cannot be done
	 */
	boolean handle(Frame frame) {
		switch (frame.command()) {
			case SEND -> send(frame);
			case SUBSCRIBE ->
				this.subscriptions.subscribe(frame, this.passing, (begun) -> this.session.receipt(frame, begun::into));
			case UNSUBSCRIBE -> unsubscribe(frame);
			case ACK, NACK -> acknowledge(frame);
			case BEGIN -> {
				this.transactions.begin(frame);
				this.session.receipt(frame, NOTHING_MORE);
			}
			case COMMIT -> commit(frame);
			case ABORT -> {
				this.transactions.end(frame);
				this.session.receipt(frame, NOTHING_MORE);
			}
			case DISCONNECT -> {
				disconnect(frame);
				return false;
			}
			case CONNECT, STOMP -> throw new IllegalStateException("The session is open");
		}
		return true;
	}

	/** From here on the client has what its new token grants, and nothing else. */
	private Functions.Answer refresh(Frame frame) {
		Caller renewed = this.session.renewed(frame, this.caller);
		this.caller = renewed;
		this.sending.begin(renewed);
		this.subscriptions.caller(renewed);
		int lost = judgeAgain();
		Instant expires = renewed.credential().expires();
		String json = "{\"expires\":" + ((expires != null) ? expires.getEpochSecond() : null) + ",\"lost\":" + lost
				+ "}";
		return new Functions.Answer("application/json", json.getBytes(StandardCharsets.US_ASCII));
	}

	/** Ends what the client may not have any more, and tells it. Returns how many. */
	private int judgeAgain() {
		List<Subscriptions.Lost> lost = this.subscriptions.judgeAgain();
		for (Subscriptions.Lost each : lost) {
			if (each.elsewhere()) {
				// The other broker would go on to send.
				this.session.fail(each.why());
				break;
			}
			this.replies.tell(each.why(), each.id(), each.destination());
			this.server.refusals().refused(this.caller.name(), each.why());
		}
		return lost.size();
	}

	private void send(Frame frame) {
		if (frame.header(HeaderNames.TRANSACTION) != null) {
			later(frame, this.sending.inTransaction(frame));
		}
		else {
			Sent sent = new Sent(frame);
			this.underWay.incrementAndGet();
			try {
				this.sending.send(frame, sent);
			}
			catch (Refused ex) {
				// It is told by who called.
				this.underWay.decrementAndGet();
				throw ex;
			}
			if (this.passing != null) {
				this.underWay.decrementAndGet();
			}
		}
	}

	/** One SEND, until it is known what became of it: at once, or when it is on disk. */
	private final class Sent implements Outcome {

		private final Frame frame;

		Sent(Frame frame) {
			this.frame = frame;
		}

		@Override
		public void published(Published published) {
			Requests.this.session.receipt(this.frame, (receipt) -> Requests.published(receipt, published));
			over();
		}

		@Override
		public void refused(Refused why) {
			Requests.this.session.refuse(this.frame, why);
			over();
		}

		/** The last one lets a DISCONNECT go on that came meanwhile. */
		private void over() {
			// In this order, and the other way round where a DISCONNECT comes: one of the
			// two sees the other.
			boolean last = Requests.this.underWay.decrementAndGet() == 0;
			Frame waiting = Requests.this.leaving;
			if (last && waiting != null) {
				Requests.this.goodbye(waiting);
			}
		}

	}

	private static void published(FrameEncoder receipt, Published published) {
		position(receipt, published.position());
		if (published.duplicate()) {
			receipt.plain("duplicate", true);
		}
	}

	private static void position(FrameEncoder receipt, @Nullable Position position) {
		if (position != null) {
			receipt.header("position", position.toString());
		}
	}

	/** Whether it is not known yet what became of something that the client sent. */
	boolean areUnderWay() {
		return this.underWay.get() > 0;
	}

	/** Keeps {@code step} for the end of the frame's transaction. */
	private void later(Frame frame, Step step) {
		this.transactions.add(frame, step);
		this.session.receipt(frame, NOTHING_MORE);
	}

	private void unsubscribe(Frame frame) {
		if (this.subscriptions.unsubscribe(frame) && this.passing != null) {
			this.passing.pass(this.subscriptions.unsubscribing(frame));
		}
		else {
			this.session.receipt(frame, NOTHING_MORE);
		}
	}

	private void acknowledge(Frame frame) {
		Step step = this.acknowledgements.read(frame);
		if (frame.header(HeaderNames.TRANSACTION) != null) {
			later(frame, step);
		}
		else if (step instanceof Step.Answer own) {
			this.transactions.checkFree(own.acknowledgement());
			own.acknowledgement().settle();
			if (frame.header(HeaderNames.RECEIPT) != null) {
				own.acknowledgement().await();
			}
			this.session.receipt(frame, NOTHING_MORE);
		}
		else if (step instanceof Step.Pass pass && this.passing != null) {
			this.passing.pass(pass);
		}
	}

	/** Does what a transaction holds: all of it or nothing. */
	private void commit(Frame frame) {
		Committing committing = Committing.of(this.transactions.end(frame));
		committing.calls().forEach(this.sending::checkReply);
		List<Frame> calls = new ArrayList<>(committing.calls());
		if (this.passing == null) {
			calls.removeIf((call) -> this.sending.answers(call, committing.publications()));
		}
		this.server.broker().commit(this.caller, committing.publications(), committing.answers());
		calls.forEach(this.sending::call);
		if (this.passing != null && !committing.passes().isEmpty()) {
			committing.passes(frame).forEach(this.passing::pass);
		}
		else {
			this.session.receipt(frame, NOTHING_MORE);
		}
	}

	private void disconnect(Frame frame) {
		String asked = frame.header(HeaderNames.RECEIPT);
		if (asked != null && this.passing != null && this.passing.linked()) {
			// Its receipt says that all before it was done, which the other broker knows.
			this.goodbye = asked;
			this.passing.pass(new Step.Pass("DISCONNECT", Headers.builder(1).add(HeaderNames.RECEIPT, asked).build()));
			return;
		}
		this.leaving = frame;
		if (this.underWay.get() == 0) {
			goodbye(frame);
		}
	}

	/** Once, when nothing that the client sent is under way any more. */
	private void goodbye(Frame frame) {
		if (this.saidGoodbye.compareAndSet(false, true)) {
			this.session.receipt(frame, NOTHING_MORE);
			this.session.leave();
		}
	}

	@Override
	public void receipt(String id) {
		this.session.receipt(id);
		if (id.equals(this.goodbye)) {
			this.session.leave();
		}
	}

	@Override
	public void fail(Refused why) {
		if (this.goodbye != null) {
			this.session.leave();
		}
		else {
			this.session.fail(why);
		}
	}

	/** Tells the client of a refusal that does not end the connection. */
	void tell(Refused refused) {
		this.replies.tell(refused);
	}

	/** What the client has asked to be sent. */
	List<Standing> standing() {
		return this.subscriptions.standing();
	}

	void tick(long now) {
		if (this.subscriptions.judgedBefore()) {
			judgeAgain();
		}
		this.subscriptions.tick(now);
	}

	/** Nothing comes and nothing goes any more. */
	void end() {
		this.subscriptions.end();
		this.transactions.clear();
		if (this.passing != null) {
			this.passing.end();
		}
	}

}
