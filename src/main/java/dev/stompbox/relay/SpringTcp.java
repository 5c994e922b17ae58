package dev.stompbox.relay;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.netty.channel.ChannelOption;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompTcpConnectionHandler;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;
import org.springframework.messaging.tcp.ReconnectStrategy;
import org.springframework.messaging.tcp.TcpConnection;
import org.springframework.messaging.tcp.TcpConnectionHandler;
import org.springframework.messaging.tcp.TcpOperations;
import org.springframework.messaging.tcp.reactor.ReactorNettyTcpClient;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpClient;

/**
 * The connections to RabbitMQ: Spring's, and what Spring leaves out. The bytes that wait
 * are counted, heart-beats go both ways on every connection, and one that does not get as
 * far as CONNECTED is given up in time.
 */
final class SpringTcp implements TcpOperations<byte[]> {

	/** Silence for so many heart-beats ends a connection. */
	private static final int MISSED = 3;

	private final RelayProperties properties;

	private final Function<String, Watch> watches;

	private final LoopResources loops = LoopResources.create("stompbox-relay");

	private final TcpOperations<byte[]> client;

	private final Set<Counted> open = ConcurrentHashMap.newKeySet();

	private volatile boolean stopping;

	/** Told what becomes of one session's connection. */
	interface Watch {

		/** It is there; CONNECTED has not come yet. */
		void began(TcpConnection<byte[]> connection);

		/** A frame came, before Spring sees it. */
		default void came(StompHeaderAccessor frame, byte[] body) {
		}

		/** Bytes wait to be written. */
		default void passed(long bytes) {
		}

		/** They do not wait any more. */
		default void written(long bytes) {
		}

		/** It could not be had, or is gone. */
		void gone(String cause);

		/** How long to wait before it is tried again. */
		default Duration pause() {
			return Duration.ofSeconds(1);
		}

	}

	/**
	 * @param properties where RabbitMQ is
	 * @param watches who watches the session of an id
	 */
	SpringTcp(RelayProperties properties, Function<String, Watch> watches) {
		this.properties = properties;
		this.watches = watches;
		// Without a pool: Spring's own ends at 10,000 connections.
		TcpClient tcp = TcpClient.newConnection()
			.host(properties.host())
			.port(properties.port())
			.runOn(this.loops, false)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) properties.connectTimeout().toMillis())
			.option(ChannelOption.TCP_NODELAY, true);
		this.client = new ReactorNettyTcpClient<>(tcp, new SpringFrames());
	}

	@Override
	public CompletableFuture<@Nullable Void> connectAsync(TcpConnectionHandler<byte[]> handler) {
		return this.client.connectAsync(watched(handler));
	}

	@Override
	public CompletableFuture<@Nullable Void> connectAsync(TcpConnectionHandler<byte[]> handler,
			ReconnectStrategy theirs) {
		Watched watched = watched(handler);
		return this.client.connectAsync(watched, (attempt) -> this.stopping ? null : watched.watch.pause().toMillis());
	}

	private Watched watched(TcpConnectionHandler<byte[]> handler) {
		String id = ((StompTcpConnectionHandler<byte[]>) handler).getSessionId();
		return new Watched(handler, this.watches.apply(id), SpringHandler.SYSTEM_SESSION_ID.equals(id));
	}

	@Override
	public CompletableFuture<@Nullable Void> shutdownAsync() {
		this.stopping = true;
		this.open.forEach(Counted::close);
		return this.client.shutdownAsync()
			.thenCompose((nothing) -> this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).toFuture());
	}

	@Override
	public String toString() {
		return this.properties.address();
	}

	/** Stands between a connection and Spring's handler of it. */
	private final class Watched implements TcpConnectionHandler<byte[]> {

		private final TcpConnectionHandler<byte[]> handler;

		private final Watch watch;

		/** Spring sends and expects heart-beats on the connection of its own. */
		private final boolean system;

		private @Nullable Counted connection;

		private boolean endedEarly;

		private Watched(TcpConnectionHandler<byte[]> handler, Watch watch, boolean system) {
			this.handler = handler;
			this.watch = watch;
			this.system = system;
		}

		@Override
		public void afterConnected(TcpConnection<byte[]> raw) {
			Counted counted = new Counted(raw, this.watch);
			if (begins(counted)) {
				SpringTcp.this.open.add(counted);
				this.handler.afterConnected(counted);
				this.watch.began(counted);
			}
			else {
				// Its end overtook its beginning; Spring would keep it for ever.
				raw.close();
				afterConnectFailure(new IllegalStateException("it closed the connection at once"));
			}
		}

		private synchronized boolean begins(Counted counted) {
			if (this.endedEarly) {
				this.endedEarly = false;
				return false;
			}
			this.connection = counted;
			return true;
		}

		private synchronized @Nullable Counted ends() {
			Counted counted = this.connection;
			this.connection = null;
			this.endedEarly = counted == null;
			return counted;
		}

		private synchronized @Nullable Counted current() {
			return this.connection;
		}

		@Override
		public void afterConnectFailure(Throwable ex) {
			this.watch.gone(cause(ex));
			this.handler.afterConnectFailure(ex);
		}

		@Override
		public void handleMessage(Message<byte[]> message) {
			StompHeaderAccessor frame = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
			if (frame == null || frame.getCommand() == null) {
				return;
			}
			Counted counted = current();
			if (frame.getCommand() == StompCommand.CONNECTED && counted != null) {
				counted.connected = true;
				if (!this.system) {
					beat(counted, frame.getHeartbeat());
				}
			}
			this.watch.came(frame, message.getPayload());
			this.handler.handleMessage(message);
		}

		private void beat(Counted counted, long[] theirs) {
			long ours = SpringTcp.this.properties.heartBeat().toMillis();
			if (ours > 0 && theirs[1] > 0) {
				counted.onWriteInactivity(counted::beat, Math.max(ours, theirs[1]));
			}
			if (ours > 0 && theirs[0] > 0) {
				counted.onReadInactivity(() -> this.handler.handleFailure(new IllegalStateException("silent")),
						Math.max(ours, theirs[0]) * MISSED);
			}
		}

		@Override
		public void handleFailure(Throwable ex) {
			gone(cause(ex));
			this.handler.handleFailure(ex);
		}

		@Override
		public void afterConnectionClosed() {
			gone("it closed the connection");
			this.handler.afterConnectionClosed();
		}

		private void gone(String cause) {
			Counted counted = ends();
			if (counted != null) {
				SpringTcp.this.open.remove(counted);
				String silence = counted.silence;
				this.watch.gone((silence != null) ? silence : cause);
			}
		}

		private static String cause(Throwable ex) {
			Throwable deepest = ex;
			while (deepest.getCause() != null) {
				deepest = deepest.getCause();
			}
			return Refusals.line(String.valueOf(deepest.getMessage()).replaceFirst(": [^ ]*/[^ ]*$", ""));
		}

	}

	/** A connection whose unwritten bytes are counted. */
	private final class Counted implements TcpConnection<byte[]> {

		private final TcpConnection<byte[]> connection;

		private final Watch watch;

		private volatile boolean connected;

		private volatile @Nullable String silence;

		private Counted(TcpConnection<byte[]> connection, Watch watch) {
			this.connection = connection;
			this.watch = watch;
		}

		@Override
		public CompletableFuture<@Nullable Void> sendAsync(Message<byte[]> message) {
			long bytes = size(message);
			this.watch.passed(bytes);
			CompletableFuture<@Nullable Void> sent = this.connection.sendAsync(message);
			sent.whenComplete((nothing, ex) -> this.watch.written(bytes));
			return sent;
		}

		private void beat() {
			sendAsync(MessageBuilder.createMessage(new byte[0],
					StompHeaderAccessor.createForHeartbeat().getMessageHeaders()));
		}

		@SuppressWarnings("unchecked")
		private static long size(Message<byte[]> message) {
			Object headers = message.getHeaders().get(NativeMessageHeaderAccessor.NATIVE_HEADERS);
			long bytes = message.getPayload().length;
			if (headers instanceof Map) {
				for (Map.Entry<String, List<String>> header : ((Map<String, List<String>>) headers).entrySet()) {
					bytes += header.getKey().length() + header.getValue().get(0).length() + 2;
				}
			}
			return bytes;
		}

		@Override
		public void onReadInactivity(Runnable task, long millis) {
			// Spring waits a minute for CONNECTED.
			long longest = this.connected ? millis
					: Math.min(millis, SpringTcp.this.properties.connectTimeout().toMillis());
			this.connection.onReadInactivity(() -> {
				this.silence = "nothing came from it for " + longest + " ms";
				task.run();
			}, longest);
		}

		@Override
		public void onWriteInactivity(Runnable task, long millis) {
			this.connection.onWriteInactivity(task, millis);
		}

		@Override
		public void close() {
			this.connection.close();
		}

	}

}
