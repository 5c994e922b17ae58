package dev.stompbox.stomp;

import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.stompbox.access.Caller;
import dev.stompbox.broker.Acknowledgement;
import dev.stompbox.broker.Published;
import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Payload;
import dev.stompbox.connection.Payload.Kind;
import dev.stompbox.connection.Receiver;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Release;

/**
 * The conversation with one client: what has been agreed on, what may come next, and what
 * each frame leads to. Frames come on one thread at a time; the clock and the end of the
 * connection may come on others.
 */
final class StompSession implements Receiver, Passing.Session {

	private static final Logger LOGGER = LoggerFactory.getLogger(StompSession.class);

	private static final Consumer<FrameEncoder> NOTHING_MORE = (receipt) -> {
	};

	private final Connection connection;

	private final StompServer server;

	private final FrameDecoder decoder;

	private final Subscriptions subscriptions;

	private final Sending sending;

	private final Transactions transactions;

	/** The way to the broker that keeps the topics, when this server does not. */
	private final @Nullable Passing passing;

	/** The receipt of a DISCONNECT that another broker has to see first. */
	private volatile @Nullable String goodbye;

	private final @Nullable Principal upgradedBy;

	private final long opened = System.nanoTime();

	private volatile boolean connected;

	private volatile boolean text = true;

	private volatile Liveness liveness;

	private volatile @Nullable Payload error;

	private volatile Version version = Version.V1_0;

	private Caller caller = Caller.anonymous("");

	private boolean softDeny;

	StompSession(Connection connection, StompServer server, @Nullable Principal upgradedBy) {
		this.connection = connection;
		this.server = server;
		this.upgradedBy = upgradedBy;
		this.decoder = new FrameDecoder(server.limits());
		this.subscriptions = new Subscriptions(connection, server.broker(), server.limits());
		this.transactions = new Transactions(server.limits());
		this.passing = (server.upstream() != null)
				? new Passing(server.upstream(), connection, this, this.subscriptions::form) : null;
		this.sending = new Sending(server.broker(), this.subscriptions, this.passing);
		this.liveness = new Liveness(connection, HeartBeat.NONE, true);
	}

	@Override
	public void received(boolean text, byte[] bytes, int from, int to) {
		if (!this.connected) {
			this.text = text;
		}
		try {
			this.decoder.decode(bytes, from, to, this::frame);
		}
		catch (Refused ex) {
			fail(ex, null);
		}
	}

	private boolean frame(Frame frame) {
		try {
			if (this.connected == frame.command().opens()) {
				throw new Refused(ErrorCode.WRONG_STATE,
						this.connected ? "This connection is already open to STOMP."
								: frame.command() + " came before CONNECT.",
						this.connected ? "Send CONNECT once; open another WebSocket to be somebody else."
								: "Send CONNECT first and wait for CONNECTED.");
			}
			return handle(frame);
		}
		catch (Refused ex) {
			return refuse(frame, ex);
		}
		catch (RuntimeException ex) {
			LOGGER.error("{} failed on {}", frame.command(), this.connection, ex);
			fail(new Refused(ErrorCode.INTERNAL, "The server failed on this frame; its log says more.",
					"Try again; if it happens again, tell the operator."), frame.header(HeaderNames.RECEIPT));
			return false;
		}
	}

	private boolean handle(Frame frame) {
		switch (frame.command()) {
			case CONNECT, STOMP -> connect(frame);
			case SEND -> send(frame);
			case SUBSCRIBE -> this.subscriptions.subscribe(frame, this.passing, (begin) -> receipt(frame, (receipt) -> {
				if (begin != null) {
					receipt.header("position", begin.toString());
				}
			}));
			case UNSUBSCRIBE -> {
				if (!this.subscriptions.unsubscribe(frame) || this.passing == null) {
					receipt(frame, NOTHING_MORE);
				}
				else {
					this.passing.pass(this.subscriptions.unsubscribing(frame));
				}
			}
			case ACK, NACK -> answer(frame);
			case BEGIN -> {
				this.transactions.begin(frame);
				receipt(frame, NOTHING_MORE);
			}
			case COMMIT -> commit(frame);
			case ABORT -> {
				this.transactions.end(frame);
				receipt(frame, NOTHING_MORE);
			}
			case DISCONNECT -> {
				disconnect(frame);
				return false;
			}
		}
		return true;
	}

	private void send(Frame frame) {
		if (frame.header(HeaderNames.TRANSACTION) != null) {
			this.transactions.add(frame, this.sending.inTransaction(frame));
			receipt(frame, NOTHING_MORE);
		}
		else {
			this.sending.send(frame, (published) -> receipt(frame, (receipt) -> position(receipt, published)));
		}
	}

	private void answer(Frame frame) {
		if (this.version == Version.V1_0 && frame.command() == Command.NACK) {
			throw new Refused(ErrorCode.UNKNOWN_COMMAND, "STOMP 1.0, which was agreed on, has no NACK.",
					"Ask for accept-version:1.2 in CONNECT.");
		}
		Acknowledgement own = this.subscriptions.answer(frame, this.passing != null);
		Step step = (own != null) ? new Step.Answer(own) : answering(frame);
		if (frame.header(HeaderNames.TRANSACTION) != null) {
			this.transactions.add(frame, step);
			receipt(frame, NOTHING_MORE);
		}
		else if (own != null) {
			this.transactions.checkFree(own);
			own.settle();
			receipt(frame, NOTHING_MORE);
		}
		else if (this.passing != null && step instanceof Step.Pass pass) {
			this.passing.pass(pass);
		}
	}

	/** What ACK or NACK of another broker's message looks like to it. */
	private static Step.Pass answering(Frame frame) {
		boolean later = frame.header(HeaderNames.TRANSACTION) != null;
		Headers.Builder headers = Headers.builder(frame.headers().size());
		frame.headers().forEach((name, value) -> {
			if (!name.equals(HeaderNames.TRANSACTION) && !(later && name.equals(HeaderNames.RECEIPT))) {
				headers.add(name, value);
			}
		});
		return new Step.Pass(frame.command().name(), headers.build(), frame.body());
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
			receipt(frame, NOTHING_MORE);
		}
	}

	private void disconnect(Frame frame) {
		String asked = frame.header(HeaderNames.RECEIPT);
		if (asked != null && this.passing != null && this.passing.linked()) {
			// Its receipt says that all before it was done, which the other broker knows.
			this.goodbye = asked;
			this.passing.pass(new Step.Pass("DISCONNECT", Headers.builder(1).add(HeaderNames.RECEIPT, asked).build(),
					frame.body()));
			return;
		}
		receipt(frame, NOTHING_MORE);
		leave();
	}

	private void leave() {
		this.connection.close(Closed.of(CloseReason.NORMAL, "The client sent DISCONNECT"));
	}

	@Override
	public void receipt(String id) {
		send(FrameEncoder.frame("RECEIPT", this.version).header("receipt-id", id).end());
		if (id.equals(this.goodbye)) {
			leave();
		}
	}

	@Override
	public void fail(Refused why) {
		if (this.goodbye != null) {
			leave();
		}
		else {
			fail(why, null);
		}
	}

	private static void position(FrameEncoder receipt, @Nullable Published published) {
		if (published != null && published.position() != null) {
			receipt.header("position", published.position().toString());
			if (published.duplicate()) {
				receipt.plain("duplicate", true);
			}
		}
	}

	private void connect(Frame frame) {
		Version agreed = Version.negotiate(frame.header("accept-version"));
		if (agreed == null) {
			throw new Refused(ErrorCode.UNKNOWN_VERSION, "No STOMP version is known to both sides.",
					"This server speaks " + Version.ALL + "; name one of them in accept-version.");
		}
		Caller caller = Credentials.caller(frame, this.server.authenticator(), this.upgradedBy, this.connection.id());
		HeartBeat heartBeat = HeartBeat.negotiate(frame.header("heart-beat"), this.server.limits().heartBeat());
		this.caller = caller;
		this.version = agreed;
		this.softDeny = "true".equals(frame.header("soft-deny"));
		this.decoder.version(agreed);
		this.subscriptions.begin(caller, agreed, this.text);
		this.sending.begin(caller);
		if (this.passing != null) {
			this.passing.begin(agreed);
		}
		this.connection.serve("stomp", caller.name());
		long beat = this.server.limits().heartBeat().toMillis();
		send(FrameEncoder.frame("CONNECTED", Version.V1_0)
			.plain("version", agreed)
			.plain("session", this.connection.id())
			.plain("server", "stompbox/" + Release.VERSION)
			.plain("heart-beat", beat + "," + beat)
			.header("user-name", caller.name())
			.end());
		this.liveness = new Liveness(this.connection, heartBeat, this.text);
		this.connected = true;
	}

	private void receipt(Frame frame, Consumer<FrameEncoder> more) {
		String asked = frame.header(HeaderNames.RECEIPT);
		if (asked != null) {
			FrameEncoder receipt = FrameEncoder.frame("RECEIPT", this.version).header("receipt-id", asked);
			more.accept(receipt);
			send(receipt.end());
		}
	}

	private boolean refuse(Frame frame, Refused refused) {
		boolean soft = this.softDeny && frame.command().deniable();
		if (!soft) {
			fail(refused, frame.header(HeaderNames.RECEIPT));
			return false;
		}
		if (frame.header(HeaderNames.RECEIPT) != null) {
			receipt(frame,
					(receipt) -> receipt.plain("code", refused.code().code()).header("message", refused.detail()));
		}
		else {
			this.subscriptions.tell(refused);
		}
		this.server.refusals().refused(this.connection.id(), refused);
		return true;
	}

	/** Sends ERROR and closes, as STOMP demands ("ERROR"). */
	private void fail(Refused refused, @Nullable String receipt) {
		this.error = payload(StompErrors.frame(refused, receipt, this.version));
		this.connection.close(StompErrors.closed(refused));
	}

	private void send(byte[] frame) {
		this.connection.send(payload(frame));
	}

	private Payload payload(byte[] frame) {
		return Payload.of(this.text ? Kind.TEXT : Kind.BINARY, frame);
	}

	@Override
	public Payload[] lastWords(Closed closed) {
		Payload own = this.error;
		if (own != null) {
			return new Payload[] { own };
		}
		if (!this.connected || closed.reason() == CloseReason.NORMAL) {
			return new Payload[0];
		}
		return new Payload[] { payload(StompErrors.frame(closed, this.version)) };
	}

	@Override
	public void ended(Closed closed) {
		this.subscriptions.end();
		if (this.passing != null) {
			this.passing.end();
		}
	}

	@Override
	public void tick(long now) {
		if (!this.connected) {
			if (now - this.opened > this.server.limits().connectTime().toNanos()) {
				String limit = this.server.limits().connectTime().toSeconds() + " s";
				fail(new Refused(ErrorCode.CONNECT_TIMEOUT,
						"CONNECT did not come within " + limit + " (stompbox.limits.connect-time).",
						"Send CONNECT right after the WebSocket is open.")
					.at(limit, "stompbox.limits.connect-time"), null);
			}
			return;
		}
		this.liveness.tick(now);
		this.subscriptions.tick(now);
	}

}
