package dev.stompbox;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import dev.stompbox.access.Problem;
import dev.stompbox.access.Refusals;
import dev.stompbox.connection.Addresses;
import dev.stompbox.connection.Networks;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Lets no address have all of HTTP's threads. A request holds one while its body comes
 * and while its answer is taken, as slowly as the client likes: of one address so many
 * may at a time, some more wait for their turn without a thread, and what is over is
 * refused. What is answered later, an event stream for example, holds none.
 *
 * <p>
 * Lock: an entry's own in the map, for a few field updates; taken alone.
 */
final class FairThreads extends Handler.Wrapper {

	private static final String PROPERTY = "stompbox.limits.requests-per-address";

	/** For each that may be under way so many may wait. */
	private static final int WAITING = 25;

	private final int most;

	private final Predicate<InetAddress> concerned;

	private final Refusals refusals;

	private final Map<Long, Visitor> visitors = new ConcurrentHashMap<>();

	/**
	 * @param most requests of one address that may be under way; 0 for no limit
	 * @param concerned whether the limit holds for an address
	 * @param refusals told of those that are refused
	 */
	FairThreads(int most, Predicate<InetAddress> concerned, Refusals refusals) {
		this.most = most;
		this.concerned = concerned;
		this.refusals = refusals;
	}

	/** What is under way of an address; there is none when nothing is. */
	private static final class Visitor {

		private int underWay;

		private final Queue<Waiting> waiting = new ArrayDeque<>(0);

	}

	private record Waiting(Request request, Response response, Callback callback, AtomicBoolean served) {

		Waiting(Request request, Response response, Callback callback) {
			this(request, response, callback, new AtomicBoolean());
		}

		/** Its silence is the server's and not the client's until it is served. */
		void begin() {
			this.request.addIdleTimeoutListener((timeout) -> this.served.get());
		}

	}

	private enum Turn {

		NOW, LATER, NEVER

	}

	@Override
	public boolean handle(Request request, Response response, Callback callback) throws Exception {
		InetAddress address = addressOf(request);
		if (this.most == 0 || address == null || !this.concerned.test(address)) {
			return super.handle(request, response, callback);
		}
		long network = Networks.of(address);
		switch (ask(network, new Waiting(request, response, callback))) {
			case NOW -> {
				try {
					return super.handle(request, response, callback);
				}
				finally {
					next(network);
				}
			}
			case NEVER -> refuse(request, response, callback, Networks.text(address));
			case LATER -> {
				// whoever is ready before it goes on with it
			}
		}
		return true;
	}

	private static @Nullable InetAddress addressOf(Request request) {
		return (request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote)
				? remote.getAddress() : null;
	}

	private Turn ask(long network, Waiting request) {
		Turn[] turn = { Turn.NOW };
		this.visitors.compute(network, (key, known) -> {
			Visitor visitor = (known != null) ? known : new Visitor();
			if (visitor.underWay < this.most) {
				visitor.underWay++;
			}
			else if (visitor.waiting.size() < this.most * WAITING) {
				request.begin();
				visitor.waiting.add(request);
				turn[0] = Turn.LATER;
			}
			else {
				turn[0] = Turn.NEVER;
			}
			return visitor;
		});
		return turn[0];
	}

	/** One is done: the place is that of the one that has waited longest. */
	private void next(long network) {
		@Nullable Waiting[] next = new @Nullable Waiting[1];
		this.visitors.computeIfPresent(network, (key, visitor) -> {
			next[0] = visitor.waiting.poll();
			if (next[0] == null) {
				visitor.underWay--;
			}
			return (visitor.underWay > 0) ? visitor : null;
		});
		Waiting waited = next[0];
		if (waited != null) {
			try {
				getServer().getThreadPool().execute(() -> handle(waited, network));
			}
			catch (RejectedExecutionException ex) {
				waited.callback.failed(ex);
				next(network);
			}
		}
	}

	private void handle(Waiting waited, long network) {
		waited.served.set(true);
		try {
			if (!super.handle(waited.request, waited.response, waited.callback)) {
				Response.writeError(waited.request, waited.response, waited.callback, HttpStatus.NOT_FOUND_404);
			}
		}
		catch (Throwable ex) {
			Response.writeError(waited.request, waited.response, waited.callback, ex);
		}
		finally {
			next(network);
		}
	}

	private void refuse(Request request, Response response, Callback callback, String network) {
		Refused refused = new Refused(ErrorCode.TOO_MANY_REQUESTS,
				network + " has " + this.most + " requests under way and " + this.most * WAITING + " that wait.",
				"Wait for answers before you ask for more, send requests in one go and read what comes, or raise "
						+ PROPERTY + '.')
			.at(String.valueOf(this.most), PROPERTY)
			.retryAfter(1);
		InetSocketAddress remote = (InetSocketAddress) request.getConnectionMetaData().getRemoteSocketAddress();
		this.refusals.refused(Addresses.text(remote), refused);
		response.setStatus(refused.code().status());
		response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
		response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
		response.write(true, ByteBuffer.wrap(Problem.of(refused).json()), callback);
	}

}
