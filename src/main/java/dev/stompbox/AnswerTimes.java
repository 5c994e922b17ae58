package dev.stompbox;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

import dev.stompbox.access.Refusals;
import dev.stompbox.connection.Addresses;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Bounds the time that an answer takes to be taken. Jetty's own limit is for a socket on
 * which nothing moves, and who takes a byte now and then holds a thread for days: each 16
 * KB of an answer have to be taken at 1 KB/s. Event streams and SockJS are bounded by
 * their outboxes. Who asks for an upgrade is no exception: they may be given an answer in
 * place of it. Looked at once a second.
 */
final class AnswerTimes extends Handler.Wrapper {

	private static final int PIECE = 16 * 1024;

	/** What a piece takes at 1 KB/s. */
	private static final Duration AT_LEAST_SPEED = Duration.ofSeconds(PIECE / 1024);

	private static final String PROPERTY = "stompbox.limits.request-time";

	private final Set<Taking> underWay = ConcurrentHashMap.newKeySet();

	private final Duration most;

	private final Refusals refusals;

	/**
	 * @param most how long an answer may take to be begun with, beside its least speed
	 * @param refusals told of those who are cut off
	 */
	AnswerTimes(Duration most, Refusals refusals) {
		this.most = most.plus(AT_LEAST_SPEED);
		this.refusals = refusals;
	}

	@Override
	protected void doStart() throws Exception {
		super.doStart();
		again();
	}

	private void again() {
		getServer().getScheduler().schedule(() -> {
			if (isStarting() || isRunning()) {
				long now = System.nanoTime();
				this.underWay.forEach((each) -> each.look(now));
				again();
			}
		}, 1, TimeUnit.SECONDS);
	}

	@Override
	public boolean handle(Request request, Response response, Callback callback) throws Exception {
		boolean sockJs = Request.getPathInContext(request).startsWith("/sockjs/");
		return super.handle(request, sockJs ? response : new Bounded(request, response), callback);
	}

	/** An answer that is written in pieces. */
	private final class Bounded extends Response.Wrapper {

		Bounded(Request request, Response wrapped) {
			super(request, wrapped);
		}

		@Override
		public void write(boolean last, ByteBuffer content, Callback callback) {
			String type = getHeaders().get(HttpHeader.CONTENT_TYPE);
			if (content == null || !content.hasRemaining() || (type != null && type.startsWith("text/event-stream"))) {
				super.write(last, content, callback);
				return;
			}
			new Taking(getRequest(), getWrapped(), last, content, callback).iterate();
		}

	}

	/** One write, of which a piece is under way. */
	private final class Taking extends IteratingCallback {

		private final Request request;

		private final Response response;

		private final boolean last;

		private final ByteBuffer content;

		private final Callback callback;

		private final AtomicBoolean ended = new AtomicBoolean();

		private volatile long since = System.nanoTime();

		Taking(Request request, Response response, boolean last, ByteBuffer content, Callback callback) {
			this.request = request;
			this.response = response;
			this.last = last;
			this.content = content;
			this.callback = callback;
			AnswerTimes.this.underWay.add(this);
		}

		@Override
		protected Action process() {
			if (!this.content.hasRemaining()) {
				return Action.SUCCEEDED;
			}
			this.since = System.nanoTime();
			int length = Math.min(PIECE, this.content.remaining());
			ByteBuffer piece = this.content.slice(this.content.position(), length);
			this.content.position(this.content.position() + length);
			this.response.write(this.last && !this.content.hasRemaining(), piece, this);
			return Action.SCHEDULED;
		}

		@Override
		protected void onCompleteSuccess() {
			AnswerTimes.this.underWay.remove(this);
			this.callback.succeeded();
		}

		@Override
		protected void onCompleteFailure(Throwable cause) {
			AnswerTimes.this.underWay.remove(this);
			this.callback.failed(cause);
		}

		void look(long now) {
			if (now - this.since <= AnswerTimes.this.most.toNanos() || !this.ended.compareAndSet(false, true)) {
				return;
			}
			String from = (this.request.getConnectionMetaData()
				.getRemoteSocketAddress() instanceof InetSocketAddress address) ? Addresses.text(address) : "unknown";
			this.request.getConnectionMetaData().getConnection().getEndPoint().close();
			String limit = AnswerTimes.this.most.toSeconds() + " s";
			AnswerTimes.this.refusals.refused(from,
					new Refused(ErrorCode.REQUEST_TIMEOUT,
							"16 KB of an answer, at 1 KB/s or faster, were not taken within " + limit + ".",
							"Read answers as they come, ask for less at a time (limit), or raise " + PROPERTY + '.')
						.at(limit, PROPERTY));
		}

	}

}
