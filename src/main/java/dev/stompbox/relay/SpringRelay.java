package dev.stompbox.relay;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.messaging.tcp.TcpConnection;

import dev.stompbox.message.Headers;
import dev.stompbox.message.Refused;
import dev.stompbox.stomp.Upstream;

/**
 * Sessions at RabbitMQ through Spring's relay: each link is what Spring takes for a
 * client's session.
 */
final class SpringRelay implements Upstream {

	private static final byte[] NOTHING = new byte[0];

	/** For RabbitMQ's answer to a goodbye. */
	private static final Duration GOODBYE = Duration.ofSeconds(5);

	private final RelayProperties properties;

	private final Availability availability;

	private final ScheduledExecutorService clock;

	private final SpringHandler handler;

	private final Map<String, Session> sessions = new ConcurrentHashMap<>();

	private final AtomicLong last = new AtomicLong();

	private volatile boolean stopping;

	/**
	 * @param properties where RabbitMQ is
	 * @param availability told whether it is there
	 */
	SpringRelay(RelayProperties properties, Availability availability) {
		this.properties = properties;
		this.availability = availability;
		this.clock = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "stompbox-relay-clock");
			thread.setDaemon(true);
			return thread;
		});
		SpringTcp tcp = new SpringTcp(properties, (id) -> {
			Session session = this.sessions.get(id);
			return (session != null) ? session : new Own();
		});
		this.handler = new SpringHandler(properties, tcp, (message, timeout) -> {
			came(message);
			return true;
		});
	}

	/** Starts to connect; does not wait for it. */
	void start() {
		this.handler.start();
	}

	/** Ends all connections. */
	void stop() {
		this.stopping = true;
		this.handler.stop();
		this.clock.shutdownNow();
	}

	/** Runs {@code task} after a while, unless this has ended. */
	void later(Runnable task, Duration when) {
		try {
			this.clock.schedule(task, when.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// the server goes down
		}
	}

	@Override
	public Link open(String version, Listener listener) {
		return open(version, listener, this.properties.outbox().toBytes());
	}

	/** A link on which more, or less, may wait to be written than on clients'. */
	Link open(String version, Listener listener, long mostPending) {
		Refused away = this.availability.away();
		if (away != null) {
			throw away;
		}
		Session session = new Session("link-" + this.last.incrementAndGet(), listener, mostPending);
		this.sessions.put(session.id, session);
		StompHeaderAccessor connect = StompHeaderAccessor.create(StompCommand.CONNECT);
		connect.setAcceptVersion(version);
		connect.setHeartbeat(this.properties.heartBeat().toMillis(), this.properties.heartBeat().toMillis());
		connect.setSessionId(session.id);
		connect.setLeaveMutable(true);
		later(session.link::late, this.properties.connectTimeout().plusSeconds(1));
		this.handler.handleMessage(MessageBuilder.createMessage(NOTHING, connect.getMessageHeaders()));
		return session.link;
	}

	/** Spring's relay has something for a client. */
	private void came(Message<?> message) {
		String id = SimpMessageHeaderAccessor.getSessionId(message.getHeaders());
		Session session = (id != null) ? this.sessions.get(id) : null;
		StompHeaderAccessor frame = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
		if (session == null || frame == null || frame.getCommand() == null) {
			return;
		}
		byte[] body = (byte[]) message.getPayload();
		switch (frame.getCommand()) {
			case CONNECTED -> session.link.opened();
			case MESSAGE -> session.link.message(headers(frame), body);
			case RECEIPT -> session.link.receipt(String.valueOf(frame.getReceiptId()));
			case ERROR -> {
				// RabbitMQ's name the version; Spring says ERROR too when a connection
				// breaks.
				if (frame.getFirstNativeHeader("version") == null) {
					session.link.broken();
				}
				else if (!isLateDelivery(words(frame, body))) {
					session.link.refused(words(frame, body));
				}
			}
			default -> {
			}
		}
	}

	/**
	 * Whether RabbitMQ says ERROR of a message that was on its way to a subscription when
	 * UNSUBSCRIBE came: the one ERROR after which it does not close the connection.
	 */
	private static boolean isLateDelivery(String words) {
		return words.startsWith("There is no current subscription with tag");
	}

	private static Headers headers(StompHeaderAccessor frame) {
		Headers.Builder headers = Headers.builder(8);
		frame.toNativeHeaderMap().forEach((name, values) -> headers.add(name, values.get(0)));
		return headers.build();
	}

	private static String words(StompHeaderAccessor error, byte[] body) {
		String words = Refusals.line(new String(body, StandardCharsets.UTF_8));
		return words.isEmpty() ? Refusals.line(String.valueOf(error.getMessage())) : words;
	}

	private void forward(String id, String command, Headers headers, byte[] body) {
		StompHeaderAccessor frame = StompHeaderAccessor.create(StompCommand.valueOf(command));
		headers.forEach(frame::addNativeHeader);
		frame.setSessionId(id);
		this.handler.handleMessage(MessageBuilder.createMessage(body, frame.getMessageHeaders()));
	}

	/** One client's. */
	private final class Session implements SpringTcp.Watch, RelayedLink.Wire {

		private final String id;

		private final RelayedLink link;

		private @Nullable TcpConnection<byte[]> connection;

		private boolean unwanted;

		private Session(String id, Listener listener, long mostPending) {
			this.id = id;
			this.link = new RelayedLink(listener, this, mostPending);
		}

		@Override
		public void forward(String command, Headers headers, byte[] body) {
			SpringRelay.this.forward(this.id, command, headers, body);
		}

		// With a receipt, so that RabbitMQ has read all that came before when the
		// connection ends.
		@Override
		public void leave() {
			forward("DISCONNECT", Headers.builder(1).add("receipt", "goodbye").build(), NOTHING);
			later(this::cut, GOODBYE);
		}

		@Override
		public void cut() {
			TcpConnection<byte[]> there;
			synchronized (this) {
				this.unwanted = true;
				there = this.connection;
			}
			if (there != null) {
				there.close();
			}
		}

		@Override
		public void soon(Runnable task) {
			later(task, Duration.ZERO);
		}

		@Override
		public void began(TcpConnection<byte[]> connection) {
			boolean wanted;
			synchronized (this) {
				this.connection = connection;
				wanted = !this.unwanted;
			}
			if (!wanted) {
				connection.close();
			}
		}

		@Override
		public void passed(long bytes) {
			this.link.passed(bytes);
		}

		@Override
		public void written(long bytes) {
			this.link.written(bytes);
		}

		@Override
		public void gone(String cause) {
			SpringRelay.this.sessions.remove(this.id);
			this.link.broken();
		}

	}

	/** The server's own, which tells whether RabbitMQ is there. */
	private final class Own implements SpringTcp.Watch {

		private volatile boolean letIn;

		private volatile boolean refused;

		private volatile boolean refusedLast;

		@Override
		public void began(TcpConnection<byte[]> connection) {
			// frames may have come already
		}

		@Override
		public void came(StompHeaderAccessor frame, byte[] body) {
			if (frame.getCommand() == StompCommand.CONNECTED) {
				this.letIn = true;
				SpringRelay.this.availability.up(String.valueOf(frame.getFirstNativeHeader("server")));
			}
			else if (frame.getCommand() == StompCommand.ERROR && !this.letIn) {
				this.refused = true;
				SpringRelay.this.availability.loginRefused(words(frame, body));
			}
		}

		@Override
		public void gone(String cause) {
			this.refusedLast = this.refused;
			this.refused = false;
			this.letIn = false;
			if (!this.refusedLast && !SpringRelay.this.stopping) {
				SpringRelay.this.availability.unreachable(cause);
			}
		}

		@Override
		public Duration pause() {
			// Each attempt with wrong credentials is a line in RabbitMQ's log.
			return Duration.ofSeconds(this.refusedLast ? 5 : 1);
		}

	}

}
