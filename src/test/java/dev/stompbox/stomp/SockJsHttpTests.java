package dev.stompbox.stomp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.connection.Burst;
import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionLimits;
import dev.stompbox.connection.Connections;

import static org.assertj.core.api.Assertions.assertThat;

class SockJsHttpTests {

	private static final int LONGEST = 128 * 1024;

	private final Connections connections = new Connections(
			new ConnectionLimits(10, 1 << 20, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	private SockJsHttp transport;

	private Connection connection;

	/** A response in memory, which takes as many writes as it is told to. */
	private final class FakeResponse implements SockJsHttp.Response {

		private final ByteArrayOutputStream written = new ByteArrayOutputStream();

		private int room = Integer.MAX_VALUE;

		private boolean broken;

		private String over = "";

		@Override
		public boolean isReady() {
			return this.room > 0;
		}

		@Override
		public void write(byte[] bytes, boolean last) throws IOException {
			assertThat(this.over).isEmpty();
			assertThat(this.room--).isPositive();
			if (this.broken) {
				throw new IOException("broken on purpose");
			}
			this.written.writeBytes(bytes);
			this.over = last ? "ended" : "";
		}

		@Override
		public void end() {
			this.over += "ended";
		}

		@Override
		public void abort() {
			this.over += "aborted";
		}

		String text() {
			return this.written.toString(StandardCharsets.UTF_8);
		}

	}

	@Test
	void whatWaitedGoesToThePollAsOneFrame() {
		begin(SockJsStyle.XHR);
		send("one", "two", "three");
		FakeResponse poll = open();
		assertThat(poll.text()).isEqualTo("a[\"one\",\"two\",\"three\"]\n");
		assertThat(poll.over).isEqualTo("ended");
		assertThat(this.transport.isReceiving()).isFalse();
		FakeResponse next = open();
		assertThat(next.text()).isEmpty();
		send("four");
		assertThat(next.text()).isEqualTo("a[\"four\"]\n");
	}

	@Test
	void framesThatAreNoMessagesGetAPollEach() {
		begin(SockJsStyle.XHR);
		try (Burst burst = Burst.open()) {
			this.connection.send(SockJsHttp.line("o"));
			send("one", "two");
			this.connection.send(SockJsHttp.line("h"));
			this.connection.close(Closed.of(CloseReason.CUT, "Why not"));
		}
		assertThat(open().text()).isEqualTo("o\n");
		assertThat(open().text()).isEqualTo("a[\"one\",\"two\"]\n");
		assertThat(open().text()).isEqualTo("h\n");
		assertThat(this.connections.count()).isOne();
		assertThat(open().text()).isEqualTo("c[1008,\"SB-121 Why not\"]\n");
		assertThat(this.connections.count()).isZero();
		assertThat(open().text()).as("again to who asks again").isEqualTo("c[1008,\"SB-121 Why not\"]\n");
	}

	@ParameterizedTest
	@EnumSource(SockJsStyle.class)
	void aThousandMessagesBetweenResponsesArriveInOrder(SockJsStyle style) {
		begin(style);
		List<String> sent = IntStream.range(0, 1000)
			.mapToObj((i) -> i + "x".repeat(i * 37 % 900))
			.collect(Collectors.toList());
		sent.set(500, "y".repeat(200_000));
		send(sent.toArray(String[]::new));
		List<String> received = new ArrayList<>();
		int responses = 0;
		while (received.size() < sent.size()) {
			FakeResponse response = open();
			responses++;
			assertThat(response.written.size()).isLessThan(LONGEST + 201_000);
			received.addAll(messages(style, response.text()));
		}
		assertThat(received).isEqualTo(sent);
		assertThat(responses).isBetween(4, 6);
	}

	@Test
	void aStreamGoesOnUntilItIsLong() {
		begin(SockJsStyle.XHR_STREAMING);
		FakeResponse stream = open();
		send("one");
		send("two", "three");
		assertThat(stream.text()).isEqualTo("a[\"one\"]\na[\"two\"]\na[\"three\"]\n");
		assertThat(stream.over).isEmpty();
		send("x".repeat(LONGEST), "next");
		assertThat(stream.over).isEqualTo("ended");
		assertThat(open().text()).isEqualTo("a[\"next\"]\n");
	}

	@Test
	void anEventHasItsOwnFraming() {
		begin(SockJsStyle.EVENT_SOURCE);
		FakeResponse stream = open();
		send("one", "two");
		assertThat(stream.text()).isEqualTo("data: a[\"one\"]\r\n\r\ndata: a[\"two\"]\r\n\r\n");
	}

	@Test
	void whatTheResponseDoesNotTakeWaitsAndIsBounded() {
		begin(SockJsStyle.XHR_STREAMING);
		FakeResponse stream = open();
		stream.room = 1;
		send("one");
		send("two");
		send("three");
		assertThat(stream.text()).isEqualTo("a[\"one\"]\n");
		stream.room = 2;
		this.transport.goOn();
		assertThat(stream.text()).isEqualTo("a[\"one\"]\na[\"two\"]\na[\"three\"]\n");
		assertThat(this.connection.info().pending()).isZero();
		stream.room = 0;
		for (int i = 0; i < 15; i++) {
			send("x".repeat(60_000));
		}
		assertThat(this.connection.info().pending()).isLessThan(1 << 20);
		assertThat(this.connection.closed()).isNull();
	}

	@Test
	void aResponseThatBreaksEndsTheConnection() {
		begin(SockJsStyle.XHR_STREAMING);
		FakeResponse stream = open();
		stream.broken = true;
		send("one");
		assertThat(this.connection.closed().reason()).isEqualTo(CloseReason.GONE);
		assertThat(stream.over).isEqualTo("aborted");
		assertThat(this.connections.count()).isZero();
		assertThat(open().text()).startsWith("c[1006,\"SB-001 ");
	}

	@Test
	void aPingEndsTheResponseBetweenFrames() {
		begin(SockJsStyle.XHR_STREAMING);
		FakeResponse stream = open();
		this.transport.ping(this.connection);
		assertThat(stream.over).isEqualTo("ended");
		this.transport.ping(this.connection);
		FakeResponse next = open();
		next.room = 1;
		send("x".repeat(300_000));
		assertThat(next.text()).doesNotContain("\n");
		this.transport.ping(this.connection);
		assertThat(next.over).isEmpty();
		next.room = 10;
		this.transport.goOn();
		assertThat(next.text()).endsWith("xxx\"]\n");
		assertThat(next.over).isEqualTo("ended");
	}

	@Test
	void whoHasNoResponseOpenIsTakenForGoneAfterAWhile() {
		begin(SockJsStyle.XHR);
		long now = System.nanoTime();
		assertThat(this.transport.isLeft(now + TimeUnit.SECONDS.toNanos(4))).isFalse();
		assertThat(this.transport.isLeft(now + TimeUnit.SECONDS.toNanos(6))).isTrue();
		open();
		assertThat(this.transport.isLeft(now + TimeUnit.SECONDS.toNanos(600))).isFalse();
		send("one");
		now = System.nanoTime();
		assertThat(this.transport.isLeft(now + TimeUnit.SECONDS.toNanos(4))).isFalse();
		assertThat(this.transport.isLeft(now + TimeUnit.SECONDS.toNanos(6))).isTrue();
	}

	private void begin(SockJsStyle style) {
		this.transport = new SockJsHttp(style);
		this.connection = this.connections.open("10.0.0.1:5", this.transport);
		this.transport.begin(this.connection);
	}

	private FakeResponse open() {
		FakeResponse response = new FakeResponse();
		this.transport.open(response);
		this.transport.goOn();
		return response;
	}

	private void send(String... messages) {
		try (Burst burst = Burst.open()) {
			for (String message : messages) {
				this.connection.send(Packaging.SOCKJS_LINE.of(message.getBytes(StandardCharsets.UTF_8)));
			}
		}
	}

	private static List<String> messages(SockJsStyle style, String text) {
		List<String> messages = new ArrayList<>();
		text.lines()
			.filter((line) -> !line.isEmpty())
			.map((line) -> line.substring(new String(style.before(), StandardCharsets.UTF_8).length()))
			.forEach((frame) -> {
				assertThat(frame).startsWith("a[");
				JsonMapper.shared().readTree(frame.substring(1)).forEach((it) -> messages.add(it.asString()));
			});
		return messages;
	}

}
