package dev.stompbox;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.WritePendingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.NegotiatingServerConnection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

import dev.stompbox.access.Problem;
import dev.stompbox.access.Refusals;
import dev.stompbox.connection.Addresses;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Bounds the time that a request takes to come. Jetty's own limit is for silence, and who
 * sends a byte now and then is never silent: the headers of a request, an upgrade's
 * included, have to be complete in a time of their own, TLS and all, and its body has to
 * come on at a least speed. Looked at once a second for all connections that speak HTTP.
 */
final class RequestTimes extends AbstractLifeCycle implements Connection.Listener {

	/** Bytes per second; who sends a body more slowly holds a thread for nothing. */
	private static final int LEAST = 1024;

	private static final String PROPERTY = "stompbox.limits.request-time";

	private final Map<Connection, Long> since = new ConcurrentHashMap<>();

	private final Duration most;

	private final Scheduler clock;

	private final Refusals refusals;

	/**
	 * @param most how long headers may take
	 * @param clock Jetty's
	 * @param refusals told of those that were cut off
	 */
	RequestTimes(Duration most, Scheduler clock, Refusals refusals) {
		this.most = most;
		this.clock = clock;
		this.refusals = refusals;
	}

	@Override
	protected void doStart() {
		again();
	}

	private void again() {
		this.clock.schedule(() -> {
			if (isStarting() || isRunning()) {
				look(System.nanoTime());
				again();
			}
		}, 1, TimeUnit.SECONDS);
	}

	@Override
	public void onOpened(Connection connection) {
		if (connection instanceof HttpConnection || connection instanceof NegotiatingServerConnection) {
			this.since.put(connection, System.nanoTime());
		}
	}

	@Override
	public void onClosed(Connection connection) {
		this.since.remove(connection);
	}

	private void look(long now) {
		this.since.forEach((connection, opened) -> {
			if (connection instanceof HttpConnection http) {
				look(http, opened, now);
			}
			else if (now - opened > this.most.toNanos()) {
				end(connection, "The TLS handshake");
			}
		});
	}

	private void look(HttpConnection http, long opened, long now) {
		HttpParser parser = http.getParser();
		if (parser.isStart()) {
			// Between two requests silence is Jetty's business.
			if (http.getMessagesIn() == 0 && now - opened > this.most.toNanos()) {
				endHead(http, "A first request");
			}
			return;
		}
		long taken = now - parser.getBeginNanoTime();
		if (taken <= this.most.toNanos()) {
			return;
		}
		if (parser.inHeaderState()) {
			endHead(http, "A request's line and headers");
		}
		else if (awaitsBody(parser) && parser.getContentRead() < LEAST * Duration.ofNanos(taken).toSeconds()) {
			end(http, "A request's body, at 1 KB/s or faster,");
		}
	}

	/** Not so while a request without a body, or with all of it there, is answered. */
	private static boolean awaitsBody(HttpParser parser) {
		return parser.inContentState() && !parser.isState(HttpParser.State.CONTENT_END)
				&& (parser.isChunking() || parser.getContentLength() > 0);
	}

	private void end(Connection connection, String what) {
		EndPoint socket = connection.getEndPoint();
		tell(connection, from(socket), refused(what));
		socket.close();
	}

	/**
	 * Answers with 408, unless the head has come by now: then its own answer is on its
	 * way.
	 */
	private void endHead(HttpConnection http, String what) {
		Refused refused = refused(what);
		byte[] body = Problem.of(refused).json();
		byte[] head = ("HTTP/1.1 408 Request Timeout\r\nContent-Type: " + Problem.MEDIA_TYPE + "\r\nContent-Length: "
				+ body.length + "\r\nConnection: close\r\n\r\n")
			.getBytes(StandardCharsets.US_ASCII);
		EndPoint socket = http.getEndPoint();
		String from = from(socket);
		if (!http.getParser().inHeaderState()) {
			return;
		}
		try {
			socket.write(Callback.from(socket::close), ByteBuffer.wrap(head), ByteBuffer.wrap(body));
		}
		catch (WritePendingException ex) {
			return;
		}
		catch (RuntimeException ex) {
			socket.close();
		}
		tell(http, from, refused);
	}

	private Refused refused(String what) {
		String limit = this.most.toSeconds() + " s";
		return new Refused(ErrorCode.REQUEST_TIMEOUT, what + " did not come within " + limit + ".",
				"Send requests in one go, or raise " + PROPERTY + '.')
			.at(limit, PROPERTY);
	}

	/** A closed socket has no address any more. */
	private static String from(EndPoint socket) {
		return (socket.getRemoteSocketAddress() instanceof InetSocketAddress address) ? Addresses.text(address)
				: "unknown";
	}

	private void tell(Connection connection, String from, Refused refused) {
		this.since.remove(connection);
		this.refusals.refused(from, refused);
	}

}
