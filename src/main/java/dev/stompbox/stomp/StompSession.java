package dev.stompbox.stomp;

import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.stompbox.access.Caller;
import dev.stompbox.connection.Addresses;
import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Denied;
import dev.stompbox.connection.Payload;
import dev.stompbox.connection.Receiver;
import dev.stompbox.connection.Standing;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Release;

/**
 * The conversation with one client: what has been agreed on, what may come next, and what
 * each frame leads to. Frames come on one thread at a time; the clock and the end of the
 * connection may come on others.
 */
final class StompSession implements Receiver, Requests.Session {

	private static final Logger LOGGER = LoggerFactory.getLogger(StompSession.class);

	private final Connection connection;

	private final StompServer server;

	private final FrameDecoder decoder;

	private final Requests requests;

	private final @Nullable Principal upgradedBy;

	private final long opened = System.nanoTime();

	private volatile boolean connected;

	private volatile Packaging packaging;

	private volatile Liveness liveness;

	private volatile @Nullable Payload error;

	private volatile Version version = Version.V1_0;

	private boolean softDeny;

	StompSession(Connection connection, StompServer server, @Nullable Principal upgradedBy) {
		this(connection, server, upgradedBy, Packaging.TEXT);
	}

	/**
	 * @param packaging what the server's frames travel in, unless the client shows that
	 * it talks in the other kind of WebSocket messages
	 */
	StompSession(Connection connection, StompServer server, @Nullable Principal upgradedBy, Packaging packaging) {
		this.connection = connection;
		this.packaging = packaging;
		this.server = server;
		this.upgradedBy = upgradedBy;
		this.decoder = new FrameDecoder(server.limits(), connection.holdings()::add);
		this.requests = new Requests(connection, server, this);
		this.liveness = new Liveness(connection, HeartBeat.NONE, packaging.heartBeat());
	}

	@Override
	public void received(boolean text, byte[] bytes, int from, int to) {
		if (!this.connected) {
			this.packaging = this.packaging.inKind(text);
		}
		try {
			this.decoder.decode(bytes, from, to, this::frame);
		}
		catch (Refused ex) {
			fail(ex, null);
		}
	}

	private boolean frame(Frame frame) {
		if (this.connection.isTraced()) {
			this.connection.traceIn(frame.length(), frame.forPeople());
		}
		try {
			if (this.connected == frame.command().opens()) {
				throw new Refused(ErrorCode.WRONG_STATE,
						this.connected ? "This connection is already open to STOMP."
								: frame.command() + " came before CONNECT.",
						this.connected ? "Send CONNECT once; open another WebSocket to be somebody else."
								: "Send CONNECT first and wait for CONNECTED.");
			}
			if (frame.command().opens()) {
				connect(frame);
				return true;
			}
			return this.requests.handle(frame);
		}
		catch (Refused ex) {
			return refused(frame, ex);
		}
		catch (RuntimeException ex) {
			LOGGER.error("{} failed on {}", frame.command(), this.connection, ex);
			fail(new Refused(ErrorCode.INTERNAL, "The server failed on this frame; its log says more.",
					"Try again; if it happens again, tell the operator."), frame.header(HeaderNames.RECEIPT));
			return false;
		}
	}

	private void connect(Frame frame) {
		Version agreed = Version.negotiate(frame.header("accept-version"));
		if (agreed == null) {
			throw new Refused(ErrorCode.UNKNOWN_VERSION, "No STOMP version is known to both sides.",
					"This server speaks " + Version.ALL + "; name one of them in accept-version.");
		}
		Caller caller = Credentials.caller(frame, this.server.authenticator(), this.upgradedBy, this.connection.id(),
				address());
		claim(caller);
		HeartBeat heartBeat = HeartBeat.negotiate(frame.header("heart-beat"), this.server.limits().heartBeat());
		this.version = agreed;
		this.softDeny = "true".equals(frame.header("soft-deny"));
		this.decoder.version(agreed);
		this.requests.begin(caller, agreed, this.packaging);
		this.connection.serve(this.connection.edge(), caller.name());
		this.connection.belongsTo(caller);
		long beat = this.server.limits().heartBeat().toMillis();
		FrameEncoder connected = FrameEncoder.frame("CONNECTED", Version.V1_0)
			.plain("version", agreed)
			.plain("session", this.connection.id())
			.plain("server", "stompbox/" + Release.VERSION)
			.plain("heart-beat", beat + "," + beat)
			.header("user-name", caller.name());
		Instant expires = caller.credential().expires();
		if (expires != null) {
			connected.plain("token-expires", expires.getEpochSecond());
		}
		send(connected.end());
		this.liveness = new Liveness(this.connection, heartBeat, this.packaging.heartBeat());
		this.connected = true;
		if (caller.authenticated()) {
			this.connection.connected();
		}
	}

	private String address() {
		return Addresses.host(this.connection.info().remote());
	}

	@Override
	public Caller renewed(Frame frame, Caller before) {
		Caller caller = Credentials.renewed(frame, this.server.authenticator(), before, address());
		this.connection.belongsTo(caller);
		return caller;
	}

	private void claim(Caller caller) {
		Denied denied = caller.authenticated() ? this.connection.claim(caller.name()) : null;
		if (denied != null) {
			throw new Refused(ErrorCode.of(denied.code()), denied.detail(), denied.hint())
				.at(denied.limit(), denied.property())
				.retryAfter(denied.retryAfter());
		}
	}

	@Override
	public void receipt(Frame frame, Consumer<FrameEncoder> more) {
		String asked = frame.header(HeaderNames.RECEIPT);
		if (asked != null) {
			FrameEncoder receipt = FrameEncoder.frame("RECEIPT", this.version).header("receipt-id", asked);
			more.accept(receipt);
			send(receipt.end());
		}
	}

	@Override
	public void refuse(Frame frame, Refused why) {
		refused(frame, why);
	}

	private boolean refused(Frame frame, Refused refused) {
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
			this.requests.tell(refused);
		}
		this.server.refusals().refused(this.connection.id(), refused);
		return true;
	}

	@Override
	public void receipt(String id) {
		send(FrameEncoder.frame("RECEIPT", this.version).header("receipt-id", id).end());
	}

	@Override
	public void leave() {
		this.connection.close(Closed.of(CloseReason.NORMAL, "The client sent DISCONNECT"));
	}

	@Override
	public void fail(Refused refused) {
		fail(refused, null);
	}

	/** Sends ERROR and closes, as STOMP demands ("ERROR"). */
	void fail(Refused refused, @Nullable String receipt) {
		this.error = payload(StompErrors.frame(refused, receipt, this.version));
		this.connection.close(StompErrors.closed(refused));
	}

	private void send(byte[] frame) {
		this.connection.send(payload(frame));
	}

	private Payload payload(byte[] frame) {
		return this.packaging.of(frame);
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
	public long begun() {
		return this.decoder.begun();
	}

	@Override
	public boolean owes() {
		return this.requests.areUnderWay();
	}

	@Override
	public void ended(Closed closed) {
		this.requests.end();
	}

	@Override
	public List<Standing> standing() {
		return this.requests.standing();
	}

	@Override
	public @Nullable String destinationOf(byte[] start) {
		return MessageForm.destinationOf(start).or(() -> {
			// Compressed, perhaps; there may be no doubt all the same.
			List<Standing> all = standing();
			return (all.size() == 1) ? Optional.of(all.get(0).destination()) : Optional.empty();
		}).orElse(null);
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
		this.requests.tick(now);
	}

	/** A heart-beat, or {@code null} when the client wants none. */
	@Nullable Payload promisedHeartBeat() {
		return this.liveness.promised() ? this.packaging.heartBeat() : null;
	}

}
