package dev.stompbox;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.WritePendingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.NegotiatingServerConnection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;

import dev.stompbox.access.Problem;
import dev.stompbox.access.Refusals;
import dev.stompbox.connection.Addresses;
import dev.stompbox.connection.Networks;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Lets no address have all of the process's files: of the sockets that speak HTTP and ask
 * for nothing, since TLS or a first request has not come, or the next one has not, so
 * many may be open of one address and in total. One more is closed. Those whose request
 * is under way have limits of their own, as have WebSockets, so they do not count; one of
 * HTTP/2 always does.
 */
final class HttpSockets extends Handler.Wrapper implements Connection.Listener {

	private final int mostOfAddress;

	private final int most;

	private final Predicate<InetAddress> concerned;

	private final Refusals refusals;

	private final Map<Connection, Socket> sockets = new ConcurrentHashMap<>();

	private final Map<Long, Integer> counts = new ConcurrentHashMap<>();

	private final AtomicInteger total = new AtomicInteger();

	/**
	 * @param mostOfAddress sockets of one address that ask for nothing; 0 for no limit
	 * @param most the same of all together
	 * @param concerned whether the limits hold for an address, and it counts
	 * @param refusals told of those that are closed
	 */
	HttpSockets(int mostOfAddress, int most, Predicate<InetAddress> concerned, Refusals refusals) {
		this.mostOfAddress = mostOfAddress;
		this.most = most;
		this.concerned = concerned;
		this.refusals = refusals;
	}

	private enum State {

		/** It asks for nothing, and counts. */
		IDLE,
		/** Its request is under way. */
		ASKING,
		/** It is closed, or was upgraded. */
		OVER

	}

	private record Socket(long network, AtomicReference<State> state) {
	}

	@Override
	public void onOpened(Connection connection) {
		if (!(connection instanceof HttpConnection || connection instanceof NegotiatingServerConnection
				|| connection instanceof HTTP2Connection)) {
			return;
		}
		EndPoint endPoint = connection.getEndPoint();
		if (!(endPoint.getRemoteSocketAddress() instanceof InetSocketAddress remote) || remote.getAddress() == null
				|| !this.concerned.test(remote.getAddress())) {
			return;
		}
		long network = Networks.of(remote.getAddress());
		int ofAddress = count(network);
		if (this.most > 0 && this.total.get() > this.most) {
			release(network);
			close(endPoint, remote, ofAll());
		}
		else if (this.mostOfAddress > 0 && ofAddress > this.mostOfAddress) {
			release(network);
			close(endPoint, remote, ofAddress(Networks.text(remote.getAddress())));
		}
		else {
			this.sockets.put(connection, new Socket(network, new AtomicReference<>(State.IDLE)));
		}
	}

	/** At its end, and when it becomes a WebSocket. */
	@Override
	public void onClosed(Connection connection) {
		Socket socket = this.sockets.remove(connection);
		if (socket != null && socket.state.getAndSet(State.OVER) == State.IDLE) {
			release(socket.network);
		}
	}

	@Override
	public boolean handle(Request request, Response response, Callback callback) throws Exception {
		Connection connection = request.getConnectionMetaData().getConnection();
		Socket socket = (connection instanceof HttpConnection) ? this.sockets.get(connection) : null;
		if (socket == null || !socket.state.compareAndSet(State.IDLE, State.ASKING)) {
			return super.handle(request, response, callback);
		}
		release(socket.network);
		boolean handled = false;
		try {
			handled = super.handle(request, response, new Done(callback, () -> idle(socket)));
			return handled;
		}
		finally {
			if (!handled) {
				idle(socket);
			}
		}
	}

	private void idle(Socket socket) {
		count(socket.network);
		if (!socket.state.compareAndSet(State.ASKING, State.IDLE)) {
			release(socket.network);
		}
	}

	/** Says that a request is done, before its connection looks for the next one. */
	private static final class Done extends Callback.Nested {

		private final Runnable done;

		Done(Callback callback, Runnable done) {
			super(callback);
			this.done = done;
		}

		@Override
		public void succeeded() {
			this.done.run();
			super.succeeded();
		}

		@Override
		public void failed(Throwable cause) {
			this.done.run();
			super.failed(cause);
		}

	}

	private int count(long network) {
		this.total.incrementAndGet();
		return this.counts.merge(network, 1, Integer::sum);
	}

	private void release(long network) {
		this.total.decrementAndGet();
		this.counts.computeIfPresent(network, (key, count) -> (count > 1) ? count - 1 : null);
	}

	private Refused ofAddress(String network) {
		String property = "stompbox.limits.sockets-per-address";
		return new Refused(ErrorCode.TOO_MANY_FROM_ADDRESS,
				network + " has " + this.mostOfAddress + " sockets open that ask for nothing.",
				"Close what is not used, send requests in one go, or raise " + property + '.')
			.at(String.valueOf(this.mostOfAddress), property)
			.retryAfter(5);
	}

	private Refused ofAll() {
		String property = "stompbox.limits.sockets";
		return new Refused(ErrorCode.TOO_MANY_CONNECTIONS,
				this.most + " sockets are open that ask for nothing, as many as may.",
				"Come again in a few seconds, or raise " + property + '.')
			.at(String.valueOf(this.most), property)
			.retryAfter(5);
	}

	/** Before TLS has begun there is nobody to answer. */
	private void close(EndPoint socket, InetSocketAddress remote, Refused refused) {
		this.refusals.refused(Addresses.text(remote), refused);
		if (socket.isSecure()) {
			socket.close();
			return;
		}
		byte[] body = Problem.of(refused).json();
		byte[] head = ("HTTP/1.1 " + refused.code().status() + " " + HttpStatus.getMessage(refused.code().status())
				+ "\r\nContent-Type: " + Problem.MEDIA_TYPE + "\r\nContent-Length: " + body.length
				+ "\r\nRetry-After: 5\r\nConnection: close\r\n\r\n")
			.getBytes(StandardCharsets.US_ASCII);
		try {
			socket.write(Callback.from(socket::close), ByteBuffer.wrap(head), ByteBuffer.wrap(body));
		}
		catch (WritePendingException ex) {
			socket.close();
		}
	}

}
