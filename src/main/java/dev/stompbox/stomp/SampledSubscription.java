package dev.stompbox.stomp;

import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.stompbox.broker.Broker;
import dev.stompbox.broker.Delivery;
import dev.stompbox.broker.Recovery;
import dev.stompbox.connection.Connection;

/**
 * A subscription that asked for fewer messages, or bytes, than may be published. A
 * second's worth of messages may come at once, and a tenth of that in bytes, since an
 * outbox holds no second of them; then, of each tenth of a second the first so many go
 * out, and those after them are counted. The next that goes out says how many. The newest
 * of them waits until there may be more, so that the last of all comes even when nothing
 * follows it. A message that is larger than what may come goes out whole, and what it was
 * too large by is missing to those after it. Messages of before are not counted: they
 * come as fast as the client reads.
 *
 * <p>
 * Lock: its own monitor, under a topic's lock; the backlog's is taken inside.
 */
final class SampledSubscription extends TopicSubscription {

	private static final long SECOND = 1_000_000_000L;

	/** Short enough that a list moves evenly. */
	private static final int SPANS_PER_SECOND = 10;

	private final Sampling most;

	private final int perSpan;

	private final long bytesPerSpan;

	private final long span;

	private long began;

	/** How many may still go out before the next span begins. */
	private int allowed;

	/** Bytes that may; less than none after a large message. */
	private long allowedBytes;

	/** Those that did not go out since the last that did. */
	private long left;

	private @Nullable Delivery newest;

	private boolean over;

	SampledSubscription(Connection connection, Broker broker, MessageForm form, Subscribe asked,
			Consumer<Recovery> caughtUp) {
		super(connection, broker, form, asked.destination(), caughtUp);
		Sampling most = Objects.requireNonNull(asked.sampling());
		this.most = most;
		this.perSpan = Math.max(1, most.messages() / SPANS_PER_SECOND);
		this.span = SECOND * this.perSpan / most.messages();
		// One slower than this would never have a byte.
		this.bytesPerSpan = Math.max(1, most.bytes() * this.perSpan / most.messages());
		this.began = System.nanoTime();
		this.allowed = most.messages();
		this.allowedBytes = this.bytesPerSpan;
	}

	@Override
	public void deliver(Delivery delivery) {
		deliver(delivery, System.nanoTime());
	}

	synchronized void deliver(Delivery delivery, long now) {
		if (!allows(now)) {
			this.left++;
			this.newest = delivery;
		}
		else if (this.left > 0) {
			send(delivery, this.left);
		}
		else {
			spend(delivery);
			super.deliver(delivery);
		}
	}

	/** Sends what waits once its time has come. */
	synchronized void tick(long now) {
		Delivery waiting = this.newest;
		if (waiting != null && !this.over && allows(now)) {
			send(waiting, this.left - 1);
		}
	}

	private boolean allows(long now) {
		long spans = (now - this.began) / this.span;
		if (spans > 0) {
			this.allowed = (int) Math.min(this.most.messages(), this.allowed + spans * this.perSpan);
			this.allowedBytes = Math.min(this.bytesPerSpan, this.allowedBytes + spans * this.bytesPerSpan);
			boolean all = this.allowed == this.most.messages() && this.allowedBytes == this.bytesPerSpan;
			this.began = all ? now : this.began + spans * this.span;
		}
		return this.allowed > 0 && this.allowedBytes > 0;
	}

	private void spend(Delivery delivery) {
		this.allowed--;
		this.allowedBytes -= delivery.message().body().length;
	}

	private void send(Delivery delivery, long sampled) {
		spend(delivery);
		this.left = 0;
		this.newest = null;
		openLane().send(TopicParcel.sampled(form(), delivery.message(), delivery.flow(), sampled));
	}

	@Override
	public void cancel() {
		synchronized (this) {
			this.over = true;
		}
		super.cancel();
	}

}
