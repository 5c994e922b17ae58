package dev.stompbox.rest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.Action;
import dev.stompbox.access.Caller;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.Delivery;
import dev.stompbox.broker.Recovery;
import dev.stompbox.broker.Start;
import dev.stompbox.broker.Subscriber;
import dev.stompbox.broker.Subscription;
import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Lane;
import dev.stompbox.connection.Payload;
import dev.stompbox.connection.Payload.Kind;
import dev.stompbox.connection.Receiver;
import dev.stompbox.connection.Standing;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Message;
import dev.stompbox.message.Refused;
import dev.stompbox.message.TopicPattern;

/** One client's stream of server-sent events. */
final class EventStream implements Subscriber, Receiver {

	/** Under the shortest time after which proxies give up on a silent response. */
	private static final long BEAT = TimeUnit.SECONDS.toNanos(15);

	static final Payload COMMENT = event(":\n\n");

	private final Broker broker;

	private final Connection connection;

	private volatile @Nullable Subscription subscription;

	private volatile boolean ended;

	/** By which of the rules it was judged last. */
	private int rules;

	private Caller caller = Caller.anonymous("");

	private volatile @Nullable TopicPattern pattern;

	/** There as soon as it has had a message that it might have missed. */
	private volatile @Nullable Lane lane;

	EventStream(Broker broker, Connection connection) {
		this.broker = broker;
		this.connection = connection;
	}

	/**
	 * Starts to send.
	 * @param start with which message
	 * @param untold whether the client has had messages before, and it cannot be known
	 * which
	 */
	void begin(Caller caller, TopicPattern pattern, Start start, boolean untold) {
		this.rules = this.broker.rulesVersion();
		this.caller = caller;
		this.pattern = pattern;
		this.broker.check(caller, Action.SUBSCRIBE, pattern);
		// Before any message; the transport begins when the subscription stands.
		this.connection.send(event(": connected\n\n"));
		if (untold) {
			this.connection.send(gap(ErrorCode.NO_POSITION, null));
		}
		Subscription made = this.broker.subscribe(caller, pattern, this, start);
		this.subscription = made;
		if (made.catchingUp()) {
			this.connection.whenWritten(made::more);
			made.more();
		}
		if (this.ended) {
			cancel();
		}
	}

	private static Payload gap(ErrorCode code, @Nullable Long missed) {
		return event("event: gap\ndata: {\"recovered\":false,\"code\":\"" + code.code() + '"'
				+ ((missed != null) ? ",\"missed\":" + missed : "") + "}\n\n");
	}

	@Override
	public boolean hasRoom() {
		return this.connection.hasRoom();
	}

	@Override
	public void replay(Delivery delivery, long missed) {
		Payload event = event(text(delivery.message()));
		this.connection.sendPaced((missed > 0) ? EventParcel.of(delivery, event).payload(missed) : event);
	}

	@Override
	public void live(Recovery recovery) {
		Boolean recovered = recovery.recovered();
		if (recovered == null) {
			return;
		}
		this.connection.send(recovered
				? event("event: recovered\ndata: {\"recovered\":true,\"replayed\":" + recovery.replayed() + "}\n\n")
				: gap(ErrorCode.NOT_RECOVERED, recovery.missed()));
	}

	@Override
	public void gap() {
		this.connection.send(gap(ErrorCode.BROKER_UNREACHABLE, null));
	}

	@Override
	public void deliver(Delivery delivery) {
		Payload event = delivery.as(EventStream.class, (form) -> event(text(delivery.message())));
		Lane kept = this.lane;
		if (kept == null && !delivery.flow().drops()) {
			this.connection.send(event);
		}
		else {
			((kept != null) ? kept : openLane()).send(EventParcel.of(delivery, event));
		}
	}

	/** A pattern's messages may be published by several threads at once. */
	private synchronized Lane openLane() {
		Lane kept = this.lane;
		if (kept == null) {
			kept = this.connection.lane();
			this.lane = kept;
		}
		return kept;
	}

	/** A message as an event. */
	static String text(Message message) {
		StringBuilder event = new StringBuilder("id: ").append(message.position()).append('\n');
		String text = text(message.body());
		if (text == null) {
			event.append("event: binary\ndata: ")
				.append(Base64.getEncoder().encodeToString(message.body()))
				.append('\n');
		}
		else {
			for (String line : text.split("\r\n|\r|\n", -1)) {
				event.append("data: ").append(line).append('\n');
			}
		}
		return event.append('\n').toString();
	}

	private static @Nullable String text(byte[] body) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

	static Payload event(String text) {
		return Payload.of(Kind.PLAIN, text.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public List<Standing> standing() {
		TopicPattern asked = this.pattern;
		return (asked != null) ? List.of(new Standing("", asked.name())) : List.of();
	}

	@Override
	public @Nullable String destinationOf(byte[] start) {
		TopicPattern asked = this.pattern;
		return (asked != null) ? "/topic/" + asked.name() : null;
	}

	@Override
	public void received(boolean text, byte[] bytes, int from, int to) {
		// an event stream has one direction
	}

	@Override
	public void tick(long now) {
		judgeAgain();
		if (now - this.connection.lastRead() > BEAT) {
			// Nothing is ever read: that a comment can be written is the sign of life.
			this.connection.read(0);
			this.connection.send(COMMENT);
		}
	}

	/** The rules may have changed since. */
	private void judgeAgain() {
		int now = this.broker.rulesVersion();
		TopicPattern standing = this.pattern;
		if (now != this.rules && standing != null) {
			this.rules = now;
			try {
				this.broker.check(this.caller, Action.SUBSCRIBE, standing);
			}
			catch (Refused ex) {
				this.connection.close(new Closed(CloseReason.FORBIDDEN, ErrorCode.RIGHT_LOST.code(),
						ex.detail().replaceFirst("\\.$", ""), null, null));
			}
		}
	}

	@Override
	public void ended(Closed closed) {
		this.ended = true;
		cancel();
	}

	private void cancel() {
		Subscription standing = this.subscription;
		if (standing != null) {
			this.broker.cancel(standing);
		}
	}

}
