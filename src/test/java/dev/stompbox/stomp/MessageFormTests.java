package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.broker.Broker;
import dev.stompbox.connection.Burst;
import dev.stompbox.connection.Compression;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionLimits;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.FakeTransport;
import dev.stompbox.connection.FakeTransport.WireFrame;
import dev.stompbox.connection.Payload;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;
import dev.stompbox.support.Deflated;

import static org.assertj.core.api.Assertions.assertThat;

class MessageFormTests {

	private final Connections connections = new Connections(
			new ConnectionLimits(10, 1 << 20, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	@Test
	void aMessageCarriesTheServersHeaders() {
		assertThat(frame(Version.V1_2, message("demo.a", "text/plain", Headers.NONE, "hi"))).isEqualTo("""
				MESSAGE
				subscription:sub\\c0
				message-id:e-1\\c7
				destination:/topic/demo.a
				timestamp:1234
				content-type:text/plain
				content-length:2

				hi\0""");
	}

	@Test
	void thePublishersHeadersTravelInTheirOrder() {
		Headers headers = Headers.builder(1).add("x", "1:2").add("y", "").add("x", "3").build();
		assertThat(frame(Version.V1_2, message("demo.a", null, headers, "hi"))).contains("\nx:1\\c2\ny:\nx:3\n");
	}

	@Test
	void withoutAContentTypeThereIsNone() {
		assertThat(frame(Version.V1_2, message("demo.a", null, Headers.NONE, ""))).doesNotContain("content-type")
			.endsWith("content-length:0\n\n\0");
	}

	/**
	 * Of a repeated header the first counts, so what the server says has to come first:
	 * REST takes headers as they are, and a content-length of the publisher's would cut
	 * the frame for all subscribers.
	 */
	@ParameterizedTest
	@CsvSource({ "content-length, 2", "subscription, sub\\c0", "message-id, e-1\\c7", "destination, /topic/demo.a",
			"timestamp, 1234", "content-type, text/plain" })
	void aPublishersHeaderNeverStandsBeforeTheServersOwn(String name, String servers) {
		Headers headers = Headers.builder(1).add(name, "0").build();
		String frame = frame(Version.V1_2, message("demo.a", "text/plain", headers, "hi"));
		assertThat(frame.lines().filter((line) -> line.startsWith(name + ":")).findFirst())
			.contains(name + ":" + servers);
	}

	@ParameterizedTest
	@CsvSource({ "$USER.ana.queue.replies, /user/queue/replies", "$USER.a~2eb.topic.x.y, /user/topic/x.y",
			"$SYS.stats, /topic/$SYS.stats", "demo, /topic/demo", "demo.a.b, /topic/demo.a.b" })
	void aTopicHasOneDestination(String topic, String destination) {
		assertThat(Destination.of(Topic.parse(topic))).isEqualTo(destination);
	}

	@ParameterizedTest
	@EnumSource(names = { "TEXT", "SOCKJS" })
	void itsDestinationCanBeReadFromItsStart(Packaging packaging) {
		Message message = message("$USER.a.topic.x:y", null, Headers.builder(1).add("destination", "/topic/z").build(),
				"hi");
		byte[] frame = sent(new MessageForm(Version.V1_2, packaging, "0").of(message)).payload();
		assertThat(MessageForm.destinationOf(frame)).contains("/user/topic/x:y");
		assertThat(MessageForm.destinationOf("RECEIPT\nreceipt-id:1\n\n\0".getBytes(StandardCharsets.UTF_8))).isEmpty();
	}

	@Test
	void toATextClientABodyThatIsNoTextGoesAsBinary() {
		Message text = message("demo.a", null, Headers.NONE, "größer");
		Message bytes = new Message(text.topic(), text.epoch(), text.offset(), 0, null, Headers.NONE,
				new byte[] { 'a', (byte) 0xff });
		assertThat(sent(new MessageForm(Version.V1_2, Packaging.TEXT, "0").of(text)).opcode()).isEqualTo(1);
		assertThat(sent(new MessageForm(Version.V1_2, Packaging.TEXT, "0").of(bytes)).opcode()).isEqualTo(2);
		assertThat(sent(new MessageForm(Version.V1_2, Packaging.BINARY, "0").of(text)).opcode()).isEqualTo(2);
	}

	@Test
	void overSockJsABodyThatIsNoTextGoesAsBase64() {
		Message bytes = new Message(Topic.parse("demo.a"), "e-1", 7, 0, null, Headers.NONE,
				new byte[] { 'a', (byte) 0xff });
		WireFrame frame = sent(new MessageForm(Version.V1_2, Packaging.SOCKJS, "0").of(bytes));
		assertThat(frame.opcode()).isEqualTo(1);
		assertThat(frame.text()).isEqualTo("a[\"MESSAGE\\nsubscription:0\\nmessage-id:e-1\\\\c7\\n"
				+ "destination:/topic/demo.a\\ntimestamp:0\\nbody-encoding:base64\\ncontent-length:4\\n\\nYf8=\\u0000\"]");
		assertThat(sent(new MessageForm(Version.V1_2, Packaging.SOCKJS, "0")
			.of(message("demo.a", null, Headers.NONE, "größer"))).text()).contains("\\n\\ngrößer\\u0000")
			.doesNotContain("body-encoding");
	}

	@Test
	void whoSubscribedAlikeSharesTheBytes() {
		Broker broker = new Broker(DefaultAccess.policy(), 10);
		List<Payload> payloads = new ArrayList<>();
		for (MessageForm form : List.of(new MessageForm(Version.V1_2, Packaging.TEXT, "0"),
				new MessageForm(Version.V1_2, Packaging.TEXT, "1"), new MessageForm(Version.V1_1, Packaging.TEXT, "0"),
				new MessageForm(Version.V1_2, Packaging.TEXT, "0"),
				new MessageForm(Version.V1_2, Packaging.BINARY, "0"))) {
			broker.subscribe(Caller.SERVER, TopicPattern.parse("demo.a"),
					(delivery) -> payloads.add(form.of(delivery)));
		}
		broker.publish(Caller.SERVER, new Publication(Topic.parse("demo.a"), null,
				Headers.builder(1).add("a", "\r").build(), "x".getBytes(StandardCharsets.UTF_8), null));
		assertThat(payloads.get(3)).isSameAs(payloads.get(0));
		assertThat(payloads.subList(0, 3)).doesNotHaveDuplicates();
		assertThat(text(sent(payloads.get(1)))).contains("subscription:1\n").contains("a:\\r\n");
		assertThat(text(sent(payloads.get(2)))).contains("subscription:0\n").contains("a: \n");
		assertThat(sent(payloads.get(4)).opcode()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource(value = Packaging.class, names = { "TEXT", "BINARY" })
	void withHowManyIdsMakesNoDifference(Packaging packaging) {
		Broker broker = new Broker(DefaultAccess.policy(), 10);
		List<Payload> payloads = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			MessageForm form = new MessageForm(Version.V1_2, packaging, "id-" + i);
			broker.subscribe(Caller.SERVER, TopicPattern.parse("demo.a"),
					(delivery) -> payloads.add(form.of(delivery)));
		}
		broker.publish(Caller.SERVER, new Publication(Topic.parse("demo.a"), null, Headers.NONE,
				"größer ".repeat(50).getBytes(StandardCharsets.UTF_8), null));
		List<String> sent = payloads.stream().map((payload) -> text(sent(payload))).toList();
		for (int i = 0; i < 40; i++) {
			assertThat(sent.get(i)).isEqualTo(sent.get(0).replace("id-0", "id-" + i));
		}
	}

	@Test
	void compressedBytesAreSharedAsPlainOnesAre() {
		Broker broker = new Broker(DefaultAccess.policy(), 10);
		Compression compression = new Compression(200);
		List<Payload> payloads = new ArrayList<>();
		for (MessageForm form : List.of(new MessageForm(Version.V1_2, Packaging.TEXT, "0", compression),
				new MessageForm(Version.V1_2, Packaging.TEXT, "0"),
				new MessageForm(Version.V1_2, Packaging.TEXT, "0", compression),
				new MessageForm(Version.V1_2, Packaging.TEXT, "other", compression),
				new MessageForm(Version.V1_2, Packaging.SOCKJS, "0", compression),
				new MessageForm(Version.V1_2, Packaging.SOCKJS, "0"))) {
			broker.subscribe(Caller.SERVER, TopicPattern.parse("demo.a"),
					(delivery) -> payloads.add(form.of(delivery)));
		}
		byte[] body = "größer ".repeat(50).getBytes(StandardCharsets.UTF_8);
		broker.publish(Caller.SERVER, new Publication(Topic.parse("demo.a"), null, Headers.NONE, body, null));
		assertThat(payloads.get(2)).isSameAs(payloads.get(0));
		assertThat(payloads.get(0).length()).isLessThan(payloads.get(1).length() / 2);
		String plain = text(sent(payloads.get(1)));
		assertThat(inflated(payloads.get(0))).isEqualTo(plain);
		assertThat(inflated(payloads.get(3))).isEqualTo(plain.replace("subscription:0", "subscription:other"));
		assertThat(inflated(payloads.get(4))).isEqualTo(sent(payloads.get(5)).text());

		broker.publish(Caller.SERVER, new Publication(Topic.parse("demo.a"), null, Headers.NONE, new byte[10], null));
		assertThat(payloads.get(6)).isSameAs(payloads.get(8));
		assertThat(text(sent(payloads.get(6)))).as("too short").isEqualTo(text(sent(payloads.get(7))));
	}

	private String inflated(Payload payload) {
		return new String(Deflated.inflate(sent(payload).payload()), StandardCharsets.UTF_8);
	}

	private String frame(Version version, Message message) {
		return text(sent(new MessageForm(version, Packaging.TEXT, "sub:0").of(message)));
	}

	private WireFrame sent(Payload payload) {
		FakeTransport transport = new FakeTransport();
		Connection connection = this.connections.open("10.0.0.1:5", transport);
		try (Burst burst = Burst.open()) {
			connection.send(payload);
		}
		return transport.frames().get(0);
	}

	private static String text(WireFrame frame) {
		byte[] payload = frame.payload();
		assertThat(Arrays.copyOf(payload, 7)).asString(StandardCharsets.UTF_8).isEqualTo("MESSAGE");
		return new String(payload, StandardCharsets.UTF_8);
	}

	private static Message message(String topic, String contentType, Headers headers, String body) {
		return new Message(Topic.parse(topic), "e-1", 7, 1234, contentType, headers,
				body.getBytes(StandardCharsets.UTF_8));
	}

}
