package dev.stompbox.steps;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.ee11.websocket.jakarta.client.JakartaWebSocketClientContainer;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.sockjs.client.JettyXhrTransport;
import org.springframework.web.socket.sockjs.client.SockJsClient;
import org.springframework.web.socket.sockjs.client.WebSocketTransport;

import dev.stompbox.steps.SpringInbox.Received;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Spring's {@code WebSocketStompClient} on the ten steps, over the WebSocket client of
 * the Jakarta API that Jetty brings, or over Spring's own SockJS client.
 */
final class SpringSteps implements TenSteps {

	private static final String INDIVIDUAL = "ack:client-individual";

	private final HttpClient http = new HttpClient();

	private final JakartaWebSocketClientContainer jetty = new JakartaWebSocketClientContainer(this.http);

	private final WebSocketClient client;

	private final Run run;

	SpringSteps(Run run) {
		this.run = run;
		try {
			this.http.setConnectTimeout(30_000);
			this.http.start();
			this.jetty.start();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		WebSocketClient webSocket = new StandardWebSocketClient(this.jetty);
		this.client = switch (run.target().transport()) {
			case "sockjs-websocket" -> new SockJsClient(List.of(new WebSocketTransport(webSocket)));
			case "sockjs-xhr-streaming" -> new SockJsClient(List.of(new JettyXhrTransport(this.http)));
			default -> webSocket;
		};
	}

	@Override
	public void take(Step step) throws Exception {
		switch (step.name()) {
			case "Connect" -> connect();
			case "Receipts" -> receipts();
			case "Ack auto" -> ackAuto();
			case "Ack client" -> ackClient();
			case "Ack client-individual" -> ackIndividual();
			case "Nack" -> nack();
			case "Transaction" -> transaction();
			case "Heart-beat loss" -> heartBeatLoss();
			case "User queue" -> userQueue();
			case "Error" -> error();
			default -> throw new AssertionError("Spring's client does not know the step " + step);
		}
	}

	private SpringSession open(StompboxServer server, String passcode, long... heartBeat) {
		String scheme = this.run.target().transport().startsWith("sockjs-") ? "http" : "ws";
		String path = this.run.target().transport().startsWith("sockjs-") ? "/sockjs" : "/ws";
		return new SpringSession(this.client, scheme + "://127.0.0.1:" + server.port() + path, passcode, heartBeat);
	}

	private SpringSession anybody() {
		return open(this.run.server(), "", 0, 0);
	}

	private SpringSession operator() {
		return open(this.run.server(), this.run.server().token(), 0, 0);
	}

	private void send(String destination, String... bodies) {
		SpringSession session = anybody();
		for (String body : bodies) {
			session.send(destination, body);
		}
		session.leave();
	}

	/** The next consumer's first message is {@code body}, which is sent now. */
	private void nothingIsLeftBefore(String queue, String body) throws Exception {
		SpringSession session = anybody();
		SpringInbox inbox = session.subscribe(queue, INDIVIDUAL);
		session.send(queue, body);
		inbox.next(body).fresh();
		session.leave();
	}

	private void connect() {
		SpringSession anybody = anybody();
		StompHeaders welcome = anybody.welcome();
		assertThat(welcome.getFirst("version")).isEqualTo("1.2");
		assertThat(welcome.getSession()).isNotBlank();
		assertThat(welcome.getFirst("server")).startsWith("stompbox/");
		assertThat(welcome.getFirst("heart-beat")).matches("[1-9]\\d*,[1-9]\\d*");
		assertThat(welcome.getFirst("user-name")).startsWith("anonymous-");
		anybody.leave();
		SpringSession operator = operator();
		assertThat(operator.welcome().getFirst("user-name")).isEqualTo("operator");
		operator.leave();
	}

	private void receipts() throws Exception {
		String topic = this.run.topic("receipts");
		SpringSession session = anybody();
		SpringInbox first = session.subscribe(topic);
		StompHeaders sent = session.send(topic, "one");
		Received message = first.next("one");
		if (this.run.target().isEmbedded()) {
			assertThat(first.receipt().getFirst("position")).matches(".+:\\d+");
			assertThat(message.headers().getMessageId()).isEqualTo(sent.getFirst("position"));
		}
		else {
			assertThat(first.receipt()).doesNotContainKey("position");
			assertThat(sent).doesNotContainKey("position");
			assertThat(message.headers().getMessageId()).isNotBlank();
		}
		first.unsubscribe();
		session.send(topic, "two");
		SpringInbox second = session.subscribe(topic);
		session.send(topic, "three");
		second.next("three");
		assertThat(first.isEmpty()).isTrue();
		session.leave();
	}

	private void ackAuto() throws Exception {
		String queue = this.run.queue("auto");
		send(queue, "1", "2", "3");
		SpringSession session = anybody();
		SpringInbox inbox = session.subscribe(queue, "ack:auto");
		for (String body : List.of("1", "2", "3")) {
			assertThat(inbox.next(body).fresh().headers().getAck()).isNull();
		}
		session.leave();
		nothingIsLeftBefore(queue, "4");
	}

	private void ackClient() throws Exception {
		String queue = this.run.queue("client");
		send(queue, "1", "2", "3", "4", "5");
		SpringSession first = anybody();
		SpringInbox inbox = first.subscribe(queue, "ack:client");
		inbox.next("1").fresh();
		inbox.next("2").fresh();
		Received three = inbox.next("3").fresh();
		inbox.next("4").fresh();
		inbox.next("5").fresh();
		inbox.ack(three);
		first.leave();
		SpringSession second = anybody();
		inbox = second.subscribe(queue, "ack:client");
		inbox.next("4").marked(this.run);
		inbox.ack(inbox.next("5").marked(this.run));
		second.leave();
		nothingIsLeftBefore(queue, "6");
	}

	private void ackIndividual() throws Exception {
		String queue = this.run.queue("individual");
		send(queue, "1", "2", "3", "4", "5");
		SpringSession first = open(this.run.server(), "", 1500, 0);
		SpringInbox inbox = first.subscribe(queue, INDIVIDUAL, "prefetch:2");
		inbox.next("1");
		Received two = inbox.next("2");
		SpringInbox other = first.subscribe(this.run.topic("individual"));
		first.send(this.run.topic("individual"), "no third");
		other.next("no third");
		assertThat(inbox.isEmpty()).isTrue();
		inbox.ack(two);
		inbox.ack(inbox.next("3"));
		inbox.next("4");
		first.drop();
		untilGone(this.run.server(), first.welcome().getSession());
		SpringSession second = anybody();
		inbox = second.subscribe(queue, INDIVIDUAL);
		List<Received> messages = new ArrayList<>(List.of(inbox.next(), inbox.next(), inbox.next()));
		if (!this.run.target().isEmbedded()) {
			messages.sort(Comparator.comparing(Received::text));
		}
		assertThat(messages).extracting(Received::text).containsExactly("1", "4", "5");
		inbox.ack(messages.get(0).marked(this.run));
		inbox.ack(messages.get(1).marked(this.run));
		inbox.ack(messages.get(2).fresh());
		second.leave();
		nothingIsLeftBefore(queue, "6");
	}

	private void nack() throws Exception {
		String queue = this.run.queue("nack");
		send(queue, "a", "b");
		SpringSession session = anybody();
		SpringInbox inbox = session.subscribe(queue, INDIVIDUAL, "prefetch:1");
		inbox.nack(inbox.next("a").fresh());
		inbox.ack(inbox.next("a").marked(this.run));
		inbox.nack(inbox.next("b").fresh(), "requeue:false");
		session.send(queue, "c");
		inbox.ack(inbox.next("c"));
		if (this.run.target().isEmbedded()) {
			StompHeaders dead = session.subscribe(this.run.queue("nack.dead")).next("b").headers();
			assertThat(dead.getFirst("dead-letter-queue")).isEqualTo(this.run.prefix() + ".nack");
			assertThat(dead.getFirst("dead-letter-reason")).isEqualTo("nack");
		}
		session.leave();
	}

	private void transaction() throws Exception {
		String topic = this.run.topic("work");
		String queue = this.run.queue("work");
		send(queue, "q1", "q2");
		SpringSession watcher = anybody();
		SpringInbox seen = watcher.subscribe(topic);
		SpringSession worker = anybody();
		SpringInbox inbox = worker.subscribe(queue, INDIVIDUAL);
		Received q1 = inbox.next("q1");
		Received q2 = inbox.next("q2");
		worker.frame(StompCommand.BEGIN, "transaction:t1");
		worker.send(topic, "one", "transaction:t1");
		inbox.ack(q1, "transaction:t1");
		worker.send(topic, "two", "transaction:t1");
		worker.send(topic, "before");
		seen.next("before");
		worker.frame(StompCommand.COMMIT, "transaction:t1");
		seen.next("one");
		seen.next("two");
		worker.frame(StompCommand.BEGIN, "transaction:t2");
		worker.send(topic, "never", "transaction:t2");
		inbox.ack(q2, "transaction:t2");
		worker.frame(StompCommand.ABORT, "transaction:t2");
		worker.send(topic, "after");
		seen.next("after");
		worker.leave();
		watcher.leave();
		SpringSession session = anybody();
		inbox = session.subscribe(queue, INDIVIDUAL);
		inbox.ack(inbox.next("q2").marked(this.run));
		session.leave();
		nothingIsLeftBefore(queue, "q3");
	}

	private void heartBeatLoss() throws Exception {
		StompboxServer standing = this.run.standing();
		SpringSession silent = open(standing, "", 500, 0);
		assertThat(silent.welcome().getFirst("heart-beat")).isEqualTo("500,500");
		silent.subscribe(this.run.topic("wakes"));
		try {
			silent.freeze();
			standing.anybody().publish(this.run.prefix() + ".wakes", "nobody reads on after this");
			untilClosing(standing, silent.welcome().getSession());
		}
		finally {
			silent.thaw();
		}
		silent.isRefused("SB-308", 4408);

		SpringSession alone = open(standing, "", 1500, 1500);
		alone.beats();
		standing.freeze();
		try {
			alone.isLost();
		}
		finally {
			standing.thaw();
		}
	}

	/** Waits until the server lists the session no more. */
	private static void untilGone(StompboxServer server, String session) {
		await().until(() -> server.operator().get("/api/connections/" + session).status() == 404);
	}

	/** Waits until the server says why the session is closing. */
	private static void untilClosing(StompboxServer server, String session) {
		await().until(() -> {
			HttpAnswer answer = server.operator().get("/api/connections/" + session);
			return answer.status() == 404 || !answer.json().path("closing").asString("").isEmpty();
		});
	}

	private void userQueue() throws Exception {
		String mine = "/user/queue/" + this.run.prefix() + ".mine";
		List<SpringSession> operators = List.of(operator(), operator());
		List<SpringInbox> inboxes = operators.stream().map((session) -> session.subscribe(mine)).toList();
		SpringSession anybody = anybody();
		SpringInbox other = anybody.subscribe(mine);
		HttpAnswer answer = this.run.server()
			.operator()
			.call("POST", "/api/users/operator/messages?destination=" + mine, "rest".getBytes(),
					"Content-Type: text/plain");
		assertThat(answer.status()).isEqualTo(201);
		assertThat(answer.json().path("subscribers").asInt(0)).isEqualTo(this.run.target().isEmbedded() ? 2 : 0);
		assertThat(answer.json().has("position")).isEqualTo(this.run.target().isEmbedded());
		SpringSession sender = operator();
		sender.send("/user/operator/queue/" + this.run.prefix() + ".mine", "stomp");
		for (SpringInbox inbox : inboxes) {
			assertThat(inbox.next("rest").headers().getDestination()).isEqualTo(mine);
			assertThat(inbox.next("stomp").headers().getDestination()).isEqualTo(mine);
		}
		String name = anybody.welcome().getFirst("user-name");
		sender.send("/user/" + name + "/queue/" + this.run.prefix() + ".mine", "yours");
		other.next("yours");
		Stream.concat(operators.stream(), Stream.of(anybody, sender)).forEach(SpringSession::leave);
	}

	private void error() throws Exception {
		SpringSession unknown = anybody();
		unknown.welcome();
		unknown.text("FLY\n\n\0");
		unknown.isRefused("SB-501", 4400);

		SpringSession forbidden = anybody();
		StompHeaders headers = SpringSession.headers("destination:/topic/private", "receipt:r");
		forbidden.last(() -> forbidden.session().send(headers, "x"));
		Received refused = forbidden.isRefused("SB-201", 4401);
		assertThat(refused.headers().getReceiptId()).isEqualTo("r");
		assertThat(refused.text()).isNotBlank();

		open(this.run.server(), "wrong", 0, 0).isRefused("SB-201", 4401);
	}

	@Override
	public void close() {
		try {
			this.jetty.stop();
			this.http.stop();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
