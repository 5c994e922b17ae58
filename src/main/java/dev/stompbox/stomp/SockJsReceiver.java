package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Payload;
import dev.stompbox.connection.Payload.Kind;
import dev.stompbox.connection.Receiver;
import dev.stompbox.connection.Standing;
import dev.stompbox.message.Refused;

/**
 * Puts SockJS between a connection and its STOMP session: takes SockJS's framing off what
 * comes, and sends SockJS's own frames.
 */
final class SockJsReceiver implements Receiver {

	/** Under the shortest time after which proxies give up on a silent connection. */
	private static final long BEAT = TimeUnit.SECONDS.toNanos(15);

	private final SockJsDecoder decoder = new SockJsDecoder();

	private final Connection connection;

	private final StompSession session;

	private final @Nullable SockJsHttp http;

	private long written;

	private long writtenAt = System.nanoTime();

	/**
	 * @param http what the connection stands on, or {@code null} for a WebSocket
	 */
	SockJsReceiver(Connection connection, StompSession session, @Nullable SockJsHttp http) {
		this.connection = connection;
		this.session = session;
		this.http = http;
	}

	/** Tells the client that it may send. */
	void open() {
		this.connection.send(frame(SockJsFrames.OPEN));
	}

	private Payload frame(String frame) {
		return (this.http != null) ? SockJsHttp.line(frame)
				: Payload.of(Kind.TEXT, frame.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public void received(boolean text, byte[] bytes, int from, int to) {
		if (text) {
			take(bytes, from, to);
		}
		else {
			this.connection.close(Closed.of(CloseReason.WRONG_KIND, "SockJS has text messages only"));
		}
	}

	/** Takes bytes. Returns how many messages ended with them. */
	int take(byte[] bytes, int from, int to) {
		try {
			return this.decoder.decode(bytes, from, to, (text, start, end) -> {
				this.session.received(true, text, start, end);
			});
		}
		catch (Refused ex) {
			this.session.fail(ex, null);
			return 0;
		}
	}

	/** What was sent together is complete, as far as the client is concerned. */
	void endOfRequest() {
		if (!this.decoder.isBetween()) {
			this.session.fail(SockJsDecoder.broken(), null);
		}
	}

	@Override
	public long begun() {
		return this.session.begun();
	}

	@Override
	public boolean owes() {
		return this.session.owes();
	}

	@Override
	public List<Standing> standing() {
		return this.session.standing();
	}

	@Override
	public @Nullable String destinationOf(byte[] start) {
		return this.session.destinationOf(start);
	}

	@Override
	public void ended(Closed closed) {
		this.session.ended(closed);
	}

	@Override
	public void tick(long now) {
		this.session.tick(now);
		if (this.http != null && this.http.isLeft(now)) {
			this.connection.gone("The client asked for nothing more");
			return;
		}
		long sofar = this.connection.sent();
		if (sofar != this.written) {
			this.written = sofar;
			this.writtenAt = now;
		}
		else if (now - this.writtenAt > BEAT) {
			this.writtenAt = now;
			this.connection.send(sign());
		}
	}

	/**
	 * What a STOMP client that was promised heart-beats sees, too: SockJS's own counts as
	 * written, and would put STOMP's off.
	 */
	private Payload sign() {
		Payload heartBeat = this.session.promisedHeartBeat();
		return (heartBeat != null) ? heartBeat : frame(SockJsFrames.HEART_BEAT);
	}

	/**
	 * STOMP's ERROR, and on a WebSocket SockJS's goodbye, which goes before the close
	 * frame; over HTTP it is the transport's farewell.
	 */
	@Override
	public Payload[] lastWords(Closed closed) {
		Payload[] words = this.session.lastWords(closed);
		if (this.http != null) {
			return words;
		}
		Payload[] all = Arrays.copyOf(words, words.length + 1);
		all[words.length] = frame(SockJsFrames.close(closed));
		return all;
	}

}
