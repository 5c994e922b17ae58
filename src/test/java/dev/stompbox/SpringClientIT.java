package dev.stompbox;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.ee11.websocket.jakarta.client.JakartaWebSocketClientContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.MimeType;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;

import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring's own STOMP client, over the WebSocket client of the Jakarta API that Jetty
 * brings.
 */
@Timeout(60)
class SpringClientIT {

	private static final byte[] NOT_TEXT = { 0, 1, (byte) 0xff, 0, 13, 10 };

	private static final ThreadPoolTaskScheduler SCHEDULER = new ThreadPoolTaskScheduler();

	private static final HttpClient HTTP = new HttpClient();

	private static final JakartaWebSocketClientContainer JETTY = new JakartaWebSocketClientContainer(HTTP);

	private static StompboxServer server;

	@BeforeAll
	static void start() throws Exception {
		HTTP.setConnectTimeout(30_000);
		JETTY.start();
		SCHEDULER.initialize();
		server = StompboxServer.start();
	}

	@AfterAll
	static void stop() throws Exception {
		server.close();
		JETTY.stop();
		SCHEDULER.shutdown();
	}

	/**
	 * A message as the application sees it.
	 *
	 * @param headers its headers
	 * @param payload its body
	 */
	private record Received<T>(StompHeaders headers, T payload) {
	}

	@Test
	void textArrivesByteForByte() throws Exception {
		StompSession session = connect(new StringMessageConverter(StandardCharsets.UTF_8), new StompHeaders());
		BlockingQueue<Received<String>> messages = subscribe(session, "/topic/demo.spring", String.class);
		server.anybody().publish("demo.spring", "{\"eur\":\"1,08 €\"}", "Content-Type: text/plain;charset=utf-8");
		Received<String> fromRest = take(messages);
		assertThat(fromRest.payload()).isEqualTo("{\"eur\":\"1,08 €\"}");
		assertThat(fromRest.headers().getContentType()).isEqualTo(MimeType.valueOf("text/plain;charset=utf-8"));
		assertThat(fromRest.headers().getDestination()).isEqualTo("/topic/demo.spring");
		session.send("/topic/demo.spring", "from Spring itself");
		assertThat(take(messages).payload()).isEqualTo("from Spring itself");
		session.disconnect();
	}

	@Test
	void bytesArriveByteForByte() throws Exception {
		StompSession session = connect(new ByteArrayMessageConverter(), new StompHeaders());
		BlockingQueue<Received<byte[]>> messages = subscribe(session, "/topic/demo.spring.#", byte[].class);
		for (byte[] body : new byte[][] { "{\"eur\":1.08}".getBytes(), NOT_TEXT }) {
			server.anybody().publish("demo.spring.bytes", body, "Content-Type: application/octet-stream");
			assertThat(take(messages).payload()).isEqualTo(body);
			session.send("/topic/demo.spring.bytes", body);
			assertThat(take(messages).payload()).isEqualTo(body);
		}
		session.disconnect();
	}

	@Test
	void theOperatorComesInWithPasscodeAndHeartBeatsAreAgreed() throws Exception {
		StompHeaders connect = new StompHeaders();
		connect.setLogin("anything");
		connect.setPasscode(server.token());
		StompSession session = connect(new StringMessageConverter(), connect);
		BlockingQueue<Received<String>> messages = subscribe(session, "/topic/orders", String.class);
		session.send("/topic/orders", "one");
		assertThat(take(messages).payload()).isEqualTo("one");
		session.disconnect();
	}

	@Test
	void aWrongPasscodeIsAnErrorThatTheApplicationSees() {
		StompHeaders connect = new StompHeaders();
		connect.setPasscode("wrong");
		CompletableFuture<StompHeaders> error = new CompletableFuture<>();
		client(new StringMessageConverter()).connectAsync(url(), new WebSocketHttpHeaders(), connect,
				new StompSessionHandlerAdapter() {
					@Override
					public void handleFrame(StompHeaders headers, @Nullable Object payload) {
						error.complete(headers);
					}
				});
		assertThat(error).succeedsWithin(Duration.ofSeconds(30))
			.satisfies((headers) -> assertThat(headers.getFirst("code")).isEqualTo("SB-201"));
	}

	private static StompSession connect(MessageConverter converter, StompHeaders connect)
			throws InterruptedException, ExecutionException, TimeoutException {
		return client(converter)
			.connectAsync(url(), new WebSocketHttpHeaders(), connect, new StompSessionHandlerAdapter() {
			})
			.get(30, TimeUnit.SECONDS);
	}

	private static WebSocketStompClient client(MessageConverter converter) {
		WebSocketStompClient client = new WebSocketStompClient(new StandardWebSocketClient(JETTY));
		client.setMessageConverter(converter);
		client.setTaskScheduler(SCHEDULER);
		return client;
	}

	private static String url() {
		return "ws://localhost:" + server.port() + "/ws";
	}

	private static <T> BlockingQueue<Received<T>> subscribe(StompSession session, String destination, Class<T> type)
			throws InterruptedException, ExecutionException, TimeoutException {
		BlockingQueue<Received<T>> messages = new LinkedBlockingQueue<>();
		CompletableFuture<Void> subscribed = new CompletableFuture<>();
		session.setAutoReceipt(true);
		session.subscribe(destination, new StompFrameHandler() {
			@Override
			public Type getPayloadType(StompHeaders headers) {
				return type;
			}

			@Override
			public void handleFrame(StompHeaders headers, @Nullable Object payload) {
				messages.add(new Received<>(headers, type.cast(payload)));
			}
		}).addReceiptTask(() -> subscribed.complete(null));
		subscribed.get(30, TimeUnit.SECONDS);
		session.setAutoReceipt(false);
		return messages;
	}

	private static <T> Received<T> take(BlockingQueue<Received<T>> messages) throws InterruptedException {
		Received<T> message = messages.poll(30, TimeUnit.SECONDS);
		assertThat(message).as("a message within 30 s").isNotNull();
		return message;
	}

}
