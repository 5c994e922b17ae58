package dev.stompbox.relay;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.stompbox.broker.Remote;
import dev.stompbox.broker.RemoteListener;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.TopicPattern;
import dev.stompbox.stomp.Upstream;

/**
 * What comes over HTTP and goes out as events, on RabbitMQ: one link of the server's own
 * for all of it, made again whenever it breaks. A pattern is subscribed to once, however
 * many want it.
 *
 * <p>
 * Lock: its monitor, while a subscription begins or ends and while a link changes, so
 * that RabbitMQ hears of them in that order. Nobody is told anything under it.
 */
final class RelayedTopics implements Remote, RemoteListener {

	/** More threads must not wait for RabbitMQ than leave some for everything else. */
	private static final int MOST_IN_FLIGHT = 128;

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final Upstream upstream;

	private final BiConsumer<Runnable, Duration> clock;

	private final Supplier<State> state;

	private final Duration patience;

	private final Semaphore inFlight = new Semaphore(MOST_IN_FLIGHT);

	private final Map<String, Fan> fans = new ConcurrentHashMap<>();

	private final AtomicLong last = new AtomicLong();

	private @Nullable Session session;

	/**
	 * @param upstream opens the link
	 * @param clock runs a task after a while
	 * @param state how things stand
	 * @param patience how long RabbitMQ may take to confirm
	 */
	RelayedTopics(Upstream upstream, BiConsumer<Runnable, Duration> clock, Supplier<State> state, Duration patience) {
		this.upstream = upstream;
		this.clock = clock;
		this.state = state;
		this.patience = patience;
	}

	@Override
	public State state() {
		return this.state.get();
	}

	@Override
	public void away(Refused why) {
		// the link finds out by itself
	}

	@Override
	public void back(String sentence) {
		reconnect();
	}

	private void reconnect() {
		try {
			session();
		}
		catch (Refused ex) {
			// back() comes when RabbitMQ does
		}
	}

	private synchronized Session session() {
		Session there = this.session;
		if (there == null) {
			there = new Session();
			there.link = this.upstream.open("1.2", there);
			this.session = (there.failed == null) ? there : null;
		}
		return there;
	}

	@Override
	public void publish(Publication publication) {
		if (publication.idempotencyKey() != null) {
			throw new Refused(ErrorCode.NOT_AVAILABLE, "RabbitMQ keeps the topics of this server and knows no keys.",
					"Publish without an idempotency key, and let whoever reads tell repeats apart.");
		}
		try {
			if (!this.inFlight.tryAcquire(1, TimeUnit.SECONDS)) {
				throw Refusals.away("RabbitMQ is slow: " + MOST_IN_FLIGHT + " publications wait for it already.");
			}
			try {
				Headers headers = Names.headers(publication);
				current().confirm("SEND", headers, publication.body())
					.get(this.patience.toMillis(), TimeUnit.MILLISECONDS);
			}
			finally {
				this.inFlight.release();
			}
		}
		catch (ExecutionException | TimeoutException | InterruptedException ex) {
			throw refusal(ex, "whether it has the message is not known");
		}
	}

	@Override
	public Runnable subscribe(TopicPattern pattern, Consumer<Message> messages, Runnable gap) {
		Local local = new Local(messages, gap);
		CompletableFuture<?> made;
		Session current = current();
		synchronized (this) {
			Fan fan = this.fans.get(pattern.name());
			if (fan == null) {
				fan = new Fan(pattern, "f" + this.last.incrementAndGet());
				this.fans.put(pattern.name(), fan);
				current.make(fan);
			}
			fan.add(local);
			made = fan.made;
		}
		try {
			made.get(this.patience.toMillis(), TimeUnit.MILLISECONDS);
			return () -> cancel(pattern, local);
		}
		catch (ExecutionException | TimeoutException | InterruptedException ex) {
			cancel(pattern, local);
			throw refusal(ex, "nothing is subscribed to");
		}
	}

	private synchronized void cancel(TopicPattern pattern, Local local) {
		Fan fan = this.fans.get(pattern.name());
		if (fan == null || !fan.remove(local)) {
			return;
		}
		this.fans.remove(pattern.name());
		Session current = this.session;
		if (current != null && current.link != null) {
			current.link.pass("UNSUBSCRIBE", Headers.builder(1).add("id", fan.id()).build(), new byte[0]);
		}
	}

	/** The link that is there, or is ready soon. */
	private Session current() {
		try {
			return session().ready.get(this.patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException | InterruptedException ex) {
			throw refusal(ex, "nothing was passed on");
		}
	}

	private Refused refusal(Exception ex, String state) {
		if (ex instanceof InterruptedException) {
			Thread.currentThread().interrupt();
		}
		if (ex instanceof ExecutionException && ex.getCause() instanceof Refused refused) {
			return refused;
		}
		return Refusals.away("RabbitMQ did not confirm within " + this.patience.toSeconds()
				+ " s (stompbox.relay.receipt-timeout); " + state + ".");
	}

	/** One link, from its beginning to its end. */
	private final class Session implements Upstream.Listener {

		private final CompletableFuture<Session> ready = new CompletableFuture<>();

		private final Map<String, CompletableFuture<Void>> unconfirmed = new ConcurrentHashMap<>();

		private final Map<String, Fan> made = new ConcurrentHashMap<>();

		private volatile Upstream.@Nullable Link link;

		private volatile @Nullable Refused failed;

		private CompletableFuture<Void> confirm(String command, Headers headers, byte[] body) {
			String receipt = "r" + RelayedTopics.this.last.incrementAndGet();
			CompletableFuture<Void> confirmed = new CompletableFuture<>();
			this.unconfirmed.put(receipt, confirmed);
			Headers.Builder asking = Headers.builder(headers.size() + 1).add("receipt", receipt);
			headers.forEach(asking::add);
			Upstream.Link to = this.link;
			if (to != null) {
				to.pass(command, asking.build(), body);
			}
			Refused over = this.failed;
			if (over != null) {
				confirmed.completeExceptionally(over);
			}
			confirmed.whenComplete((nothing, ex) -> this.unconfirmed.remove(receipt));
			return confirmed;
		}

		/** Subscribes to a pattern, for the first time or again. */
		private void make(Fan fan) {
			this.made.put(fan.id(), fan);
			fan.made = confirm("SUBSCRIBE", Names.subscribing(fan), new byte[0]).thenRun(fan::made);
		}

		@Override
		public void opened() {
			synchronized (RelayedTopics.this) {
				RelayedTopics.this.fans.values().forEach((fan) -> {
					fan.again();
					make(fan);
				});
			}
			this.ready.complete(this);
		}

		@Override
		public void message(Headers headers, byte[] body) {
			Fan fan = this.made.get(String.valueOf(headers.get("subscription")));
			if (fan != null) {
				fan.deliver(headers, body);
			}
		}

		@Override
		public void receipt(String id) {
			CompletableFuture<Void> confirmed = this.unconfirmed.get(id);
			if (confirmed != null) {
				confirmed.complete(null);
			}
		}

		@Override
		public void written() {
			// publishers wait for receipts
		}

		@Override
		public void failed(Refused why) {
			// RabbitMQ does not say what it refused: the only one, if there is only one.
			boolean theirs = why.code() != ErrorCode.BROKER_REFUSED || this.unconfirmed.size() == 1;
			Refused told = theirs ? why : Refusals.broken();
			this.failed = told;
			synchronized (RelayedTopics.this) {
				if (RelayedTopics.this.session == this) {
					RelayedTopics.this.session = null;
				}
			}
			this.ready.completeExceptionally(told);
			this.unconfirmed.values().forEach((waiting) -> waiting.completeExceptionally(told));
			RelayedTopics.this.clock.accept(RelayedTopics.this::reconnect, PAUSE);
		}

	}

	/** One who wants a pattern. */
	record Local(Consumer<Message> messages, Runnable gap) {
	}

}
