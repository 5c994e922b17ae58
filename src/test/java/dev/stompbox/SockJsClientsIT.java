package dev.stompbox;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.ee11.websocket.jakarta.client.JakartaWebSocketClientContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;
import org.springframework.web.socket.sockjs.client.AbstractXhrTransport;
import org.springframework.web.socket.sockjs.client.JettyXhrTransport;
import org.springframework.web.socket.sockjs.client.RestTemplateXhrTransport;
import org.springframework.web.socket.sockjs.client.SockJsClient;
import org.springframework.web.socket.sockjs.client.Transport;
import org.springframework.web.socket.sockjs.client.WebSocketTransport;

import dev.stompbox.support.NodeScript;
import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Stock SockJS clients: {@code sockjs-client} below {@code @stomp/stompjs}, and Spring's.
 */
@Timeout(120)
class SockJsClientsIT {

	private static final int MANY = 500;

	private static final ThreadPoolTaskScheduler SCHEDULER = new ThreadPoolTaskScheduler();

	private static final HttpClient HTTP = new HttpClient();

	private static final JakartaWebSocketClientContainer JETTY = new JakartaWebSocketClientContainer(HTTP);

	private static StompboxServer server;

	@BeforeAll
	static void start() throws Exception {
		JETTY.start();
		SCHEDULER.initialize();
		server = StompboxServer.start("--stompbox.limits.heart-beat=1500ms");
	}

	@AfterAll
	static void stop() throws Exception {
		server.close();
		JETTY.stop();
		SCHEDULER.shutdown();
	}

	@Test
	void sockJsClientDoesAllThatAnApplicationDoesWithItOverEachTransport() {
		try (NodeScript client = NodeScript.start(NodeScript.HOME.resolve("sockjs.mjs"), "" + server.port())) {
			assertThat(client.outcome()).isEqualTo("""
					websocket: ok
					xhr-streaming: ok
					eventsource: ok
					xhr-polling: ok
					done
					exit code 0""");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "websocket", "rest-template", "rest-template-polling", "jetty", "jetty-polling" })
	void springsClientTalksOverEachTransport(String name) throws Exception {
		CompletableFuture<Throwable> failed = new CompletableFuture<>();
		WebSocketStompClient client = client(transport(name));
		StompSession session = client
			.connectAsync(url(), new WebSocketHttpHeaders(), new StompHeaders(), new StompSessionHandlerAdapter() {
				@Override
				public void handleTransportError(StompSession session, Throwable ex) {
					failed.complete(ex);
				}
			})
			.get(30, TimeUnit.SECONDS);
		BlockingQueue<String> messages = new LinkedBlockingQueue<>();
		CompletableFuture<Void> subscribed = new CompletableFuture<>();
		session.setAutoReceipt(true);
		session.subscribe("/topic/demo.spring." + name, new StompFrameHandler() {
			@Override
			public Type getPayloadType(StompHeaders headers) {
				return String.class;
			}

			@Override
			public void handleFrame(StompHeaders headers, @Nullable Object payload) {
				messages.add(String.valueOf(payload));
			}
		}).addReceiptTask(() -> subscribed.complete(null));
		subscribed.get(30, TimeUnit.SECONDS);
		session.setAutoReceipt(false);
		for (int i = 0; i < MANY; i++) {
			try {
				session.send("/topic/demo.spring." + name, i + " größer 😀 \"x\" " + "x".repeat(400));
			}
			catch (IllegalStateException ex) {
				throw new AssertionError("After " + i + " of them it was closed: " + failed + '\n' + server.log(), ex);
			}
		}
		for (int i = 0; i < MANY; i++) {
			assertThat(messages.poll(30, TimeUnit.SECONDS)).startsWith(i + " größer 😀 \"x\" x");
		}
		assertThat(failed).isNotDone();
		session.disconnect();
	}

	@ParameterizedTest
	@ValueSource(strings = { "websocket", "rest-template", "rest-template-polling", "jetty" })
	void aWrongPasscodeIsAnErrorThatTheApplicationSees(String name) throws Exception {
		StompHeaders connect = new StompHeaders();
		connect.setPasscode("wrong");
		CompletableFuture<StompHeaders> error = new CompletableFuture<>();
		client(transport(name)).connectAsync(url(), new WebSocketHttpHeaders(), connect,
				new StompSessionHandlerAdapter() {
					@Override
					public void handleFrame(StompHeaders headers, @Nullable Object payload) {
						error.complete(headers);
					}
				});
		assertThat(error).succeedsWithin(Duration.ofSeconds(30))
			.satisfies((headers) -> assertThat(headers.getFirst("code")).isEqualTo("SB-201"));
	}

	private static Transport transport(String name) {
		if (name.equals("websocket")) {
			return new WebSocketTransport(new StandardWebSocketClient(JETTY));
		}
		AbstractXhrTransport transport = name.startsWith("jetty") ? new JettyXhrTransport(HTTP)
				: new RestTemplateXhrTransport(new RestTemplate());
		transport.setXhrStreamingDisabled(name.endsWith("-polling"));
		return transport;
	}

	private static WebSocketStompClient client(Transport transport) {
		WebSocketStompClient client = new WebSocketStompClient(new SockJsClient(List.of(transport)));
		client.setMessageConverter(new StringMessageConverter(StandardCharsets.UTF_8));
		client.setTaskScheduler(SCHEDULER);
		client.setDefaultHeartbeat(new long[] { 1500, 1500 });
		return client;
	}

	private static String url() {
		return "http://localhost:" + server.port() + "/sockjs";
	}

}
