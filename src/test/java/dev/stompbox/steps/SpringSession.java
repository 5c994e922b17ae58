package dev.stompbox.steps;

import java.lang.reflect.Proxy;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.simp.stomp.ConnectionHandlingStompSession;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSession.Receiptable;
import org.springframework.messaging.simp.stomp.StompSessionHandler;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.tcp.TcpConnection;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One connection of Spring's STOMP client, with a future for all that it reports by a
 * callback. What the client has no call for goes out on its own {@link TcpConnection},
 * and so through its own encoder.
 */
final class SpringSession implements AutoCloseable {

	private static final int DEADLINE_SECONDS = 20;

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private final CompletableFuture<StompHeaders> connected = new CompletableFuture<>();

	private final CompletableFuture<SpringInbox.Received> refused = new CompletableFuture<>();

	private final CompletableFuture<Throwable> lost = new CompletableFuture<>();

	private final CompletableFuture<TcpConnection<byte[]>> connection = new CompletableFuture<>();

	private final SpringSocket socket;

	private final CompletableFuture<StompSession> session;

	private final Map<String, CompletableFuture<StompHeaders>> receipts = new ConcurrentHashMap<>();

	private final CountDownLatch twoBeats = new CountDownLatch(2);

	private volatile CountDownLatch frozen = new CountDownLatch(0);

	private int asked;

	/**
	 * @param client what the STOMP client is to use
	 * @param url where to
	 * @param passcode the operator's token, or {@code ""}
	 * @param heartBeat what the client can and wants, ms
	 */
	SpringSession(WebSocketClient client, String url, String passcode, long... heartBeat) {
		this.socket = new SpringSocket(client);
		this.scheduler.setPoolSize(4);
		this.scheduler.initialize();
		WebSocketStompClient stomp = new Tapped(this.socket);
		stomp.setMessageConverter(new StringMessageConverter(StandardCharsets.UTF_8));
		stomp.setTaskScheduler(this.scheduler);
		stomp.setDefaultHeartbeat(heartBeat);
		StompHeaders connect = new StompHeaders();
		if (!passcode.isEmpty()) {
			connect.setPasscode(passcode);
		}
		this.session = stomp.connectAsync(url, new WebSocketHttpHeaders(), connect, new Reports());
	}

	/** What the client reports to its application. */
	private final class Reports extends StompSessionHandlerAdapter {

		@Override
		public void afterConnected(StompSession session, StompHeaders headers) {
			SpringSession.this.connected.complete(headers);
		}

		@Override
		public void handleFrame(StompHeaders headers, @Nullable Object payload) {
			SpringSession.this.refused.complete(new SpringInbox.Received(headers, String.valueOf(payload)));
		}

		@Override
		public void handleTransportError(StompSession session, Throwable exception) {
			SpringSession.this.lost.complete(exception);
		}

	}

	/** The client, with an ear on what goes through its sessions. */
	private final class Tapped extends WebSocketStompClient {

		Tapped(WebSocketClient client) {
			super(client);
		}

		@Override
		protected ConnectionHandlingStompSession createSession(@Nullable StompHeaders headers,
				StompSessionHandler handler) {
			ConnectionHandlingStompSession own = super.createSession(headers, handler);
			Class<?> type = ConnectionHandlingStompSession.class;
			return (ConnectionHandlingStompSession) Proxy.newProxyInstance(type.getClassLoader(),
					new Class<?>[] { type }, (proxy, method, arguments) -> {
						if (method.getName().equals("afterConnected")) {
							SpringSession.this.connection.complete(connection(arguments[0]));
						}
						else if (method.getName().equals("handleMessage")) {
							tap((Message<?>) arguments[0]);
						}
						return method.invoke(own, arguments);
					});
		}

		@SuppressWarnings("unchecked")
		private static TcpConnection<byte[]> connection(Object connection) {
			return (TcpConnection<byte[]>) connection;
		}

	}

	private void tap(Message<?> message) throws InterruptedException {
		this.frozen.await();
		StompHeaderAccessor accessor = StompHeaderAccessor.wrap(message);
		if (accessor.isHeartbeat()) {
			this.twoBeats.countDown();
		}
		else if (accessor.getCommand() == StompCommand.RECEIPT) {
			receipt(String.valueOf(accessor.getReceiptId()))
				.complete(StompHeaders.readOnlyStompHeaders(accessor.toNativeHeaderMap()));
		}
	}

	private CompletableFuture<StompHeaders> receipt(String id) {
		return this.receipts.computeIfAbsent(id, (each) -> new CompletableFuture<>());
	}

	/** The headers of CONNECTED. */
	StompHeaders welcome() {
		return alive(this.connected, "CONNECTED");
	}

	StompSession session() {
		return alive(this.session, "session");
	}

	/**
	 * Does {@code call} with headers that ask for a receipt, and waits for that receipt.
	 */
	StompHeaders confirm(StompHeaders headers, Consumer<StompHeaders> call) {
		String id = "receipt-" + ++this.asked;
		headers.setReceipt(id);
		call.accept(headers);
		return alive(receipt(id), id);
	}

	/** Sends a message. Returns the receipt. */
	StompHeaders send(String destination, String body, String... more) {
		StompHeaders headers = headers(more);
		headers.setDestination(destination);
		return confirm(headers, (all) -> {
			Receiptable sent = session().send(all, body);
			CompletableFuture<StompHeaders> came = new CompletableFuture<>();
			sent.addReceiptTask(came::complete);
			alive(came, "receipt as Spring tells of it");
		});
	}

	/** Subscribes, and waits until it is. */
	SpringInbox subscribe(String destination, String... more) {
		StompHeaders headers = headers(more);
		headers.setDestination(destination);
		return new SpringInbox(this, headers);
	}

	/** Sends a frame that Spring's session has no call for. Returns the receipt. */
	StompHeaders frame(StompCommand command, String... more) {
		return confirm(headers(more), (all) -> {
			StompHeaderAccessor accessor = StompHeaderAccessor.create(command);
			accessor.addNativeHeaders(all);
			alive(this.connection, "connection")
				.sendAsync(MessageBuilder.createMessage(new byte[0], accessor.getMessageHeaders()));
		});
	}

	/**
	 * Sends what the server closes after: it may be gone before the client knows that all
	 * was sent.
	 */
	void last(Runnable send) {
		try {
			send.run();
		}
		catch (MessageDeliveryException ex) {
			assertThat(ex).rootCause().isInstanceOf(ClosedChannelException.class);
		}
	}

	/** Sends text that is no frame of STOMP's. */
	void text(String text) throws Exception {
		WebSocketSession raw = alive(this.socket.open(), "socket");
		raw.sendMessage(new TextMessage(text));
	}

	static StompHeaders headers(String... lines) {
		StompHeaders headers = new StompHeaders();
		for (String line : lines) {
			int colon = line.indexOf(':');
			headers.set(line.substring(0, colon), line.substring(colon + 1));
		}
		return headers;
	}

	/** DISCONNECT, its receipt, and the end. */
	void leave() {
		welcome();
		frame(StompCommand.DISCONNECT);
		assertThat(within(this.socket.closed(), "close").getCode()).isEqualTo(1000);
		close();
	}

	/** Is gone without a DISCONNECT. */
	void drop() {
		alive(this.connection, "connection").close();
		close();
	}

	/** ERROR with {@code code}, and the close that belongs to it. Returns the ERROR. */
	SpringInbox.Received isRefused(String code, int close) {
		SpringInbox.Received error = within(this.refused, "ERROR");
		assertThat(error.headers().getFirst("code")).as(error.text()).isEqualTo(code);
		CloseStatus closed = within(this.socket.closed(), "close");
		assertThat(closed.getCode()).isEqualTo(close);
		assertThat(closed.getReason()).startsWith(code);
		close();
		return error;
	}

	/**
	 * From now on its timers do nothing, and what comes next finds nobody who reads on.
	 */
	void freeze() {
		this.frozen = new CountDownLatch(1);
		this.scheduler.getScheduledThreadPoolExecutor().shutdownNow();
	}

	/** Lets it read on. */
	void thaw() {
		this.frozen.countDown();
	}

	/** Two heart-beats of the server have come. */
	void beats() throws InterruptedException {
		assertThat(this.twoBeats.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
	}

	/**
	 * The client has found out by its own timer that nothing comes; or before that, over
	 * HTTP, that nobody takes its heart-beat.
	 */
	void isLost() {
		assertThat(within(this.lost, "loss")).message().matches("(Read inactivity|Heartbeat write failure)\\..*");
		close();
	}

	/** Waits for what comes only while the connection is open. */
	<T> T alive(CompletableFuture<T> coming, String what) {
		within(CompletableFuture.anyOf(coming, this.refused, this.socket.closed()), what);
		if (!coming.isDone()) {
			throw new AssertionError("No %s: ERROR %s, closed %s".formatted(what, this.refused.getNow(null),
					this.socket.closed().getNow(null)));
		}
		return coming.join();
	}

	private static <T> T within(CompletableFuture<T> coming, String what) {
		try {
			return coming.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			throw new AssertionError("Not in time: " + what, ex);
		}
		catch (Exception ex) {
			throw new AssertionError("No " + what, ex);
		}
	}

	@Override
	public void close() {
		this.scheduler.shutdown();
	}

}
