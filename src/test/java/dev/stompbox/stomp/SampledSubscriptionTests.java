package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.Start;
import dev.stompbox.broker.Subscription;
import dev.stompbox.connection.Burst;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionLimits;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.FakeTransport;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;

/** What comes and what is told as left out is together what was published. */
class SampledSubscriptionTests {

	private static final Pattern MESSAGE = Pattern
		.compile("[^\\x00]*?(?:\\ndropped:(\\d+)\\nsampled:\\1\\n[^\\x00]*?)?\\n\\n([^\\x00]*)\\x00");

	private final Broker broker = new Broker(DefaultAccess.policy(), 100);

	private final Connections connections = new Connections(
			new ConnectionLimits(10, 1 << 20, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	private final FakeTransport transport = new FakeTransport();

	private final Connection connection = this.connections.open("127.0.0.1:1", this.transport);

	private long now = System.nanoTime() + Duration.ofHours(1).toNanos();

	@AfterEach
	void stop() {
		this.connections.close();
	}

	@Test
	void whoAsksForMoreThanIsPublishedGetsAll() {
		subscribe(20, "demo.a");
		for (int i = 0; i < 60; i++) {
			publish("demo.a", "m" + i);
			passes(50);
		}
		assertThat(received()).hasSize(60).noneMatch((text) -> text.contains("after"));
	}

	@Test
	void whatWasNotUsedInASecondMayComeAtOnce() {
		subscribe(30, "demo.a");
		useUp(30);
		publish("demo.a", "1");
		assertThat(received()).hasSize(30).noneMatch((text) -> text.contains("after"));
		passes(5000);
		useUp(30);
		publish("demo.a", "2");
		assertThat(received()).hasSize(60).element(30).isEqualTo("0 after 1");
	}

	@Test
	void ofEachTenthOfASecondTheFirstComeAndTheNextSaysHowManyAreLeftOut() {
		subscribe(30, "demo.a");
		useUp(30);
		publish("demo.a", "1", "2");
		passes(99);
		publish("demo.a", "3");
		passes(1);
		publish("demo.a", "4", "5", "6", "7");
		passes(100);
		publish("demo.a", "8");
		assertThat(received().subList(30, 34)).containsExactly("4 after 3", "5", "6", "8 after 1");
	}

	@Test
	void theLastOfAllComesEvenWhenNothingFollows() {
		SampledSubscription subscription = subscribe(10, "demo.a");
		useUp(10);
		publish("demo.a", "1", "2");
		tick(subscription);
		assertThat(received()).hasSize(10);
		passes(100);
		tick(subscription);
		tick(subscription);
		assertThat(received()).hasSize(11).last().isEqualTo("2 after 1");
		publish("demo.a", "3");
		passes(100);
		publish("demo.a", "4");
		assertThat(received()).hasSize(12).last().isEqualTo("4 after 1");
	}

	@Test
	void lessThanOneInATenthOfASecondIsSpreadOverTheSecond() {
		subscribe(2, "demo.a");
		useUp(2);
		for (int i = 1; i <= 15; i++) {
			passes(100);
			publish("demo.a", "m" + i);
		}
		assertThat(received().subList(2, 5)).containsExactly("m5 after 4", "m10 after 4", "m15 after 4");
	}

	@Test
	void aPatternsTopicsShareTheRate() {
		subscribe(20, "demo.#");
		useUp(18);
		publish("demo.b", "b1", "b2", "b3");
		publish("demo.a", "a1");
		passes(100);
		publish("demo.c", "c1");
		assertThat(received().subList(18, 21)).containsExactly("b1", "b2", "c1 after 2");
	}

	@Test
	void nothingComesAfterItsEnd() {
		SampledSubscription subscription = subscribe(10, "demo.a");
		useUp(10);
		publish("demo.a", "1");
		subscription.cancel();
		passes(1000);
		tick(subscription);
		publish("demo.a", "2");
		assertThat(received()).hasSize(10);
	}

	@Test
	void ofBytesATenthOfASecondsWorthComesAtOnceAndThenEachTenth() {
		subscribe(1000, 200, "demo.a");
		publish("demo.a", "0123456789", "0123456789", "ab", "cd");
		passes(100);
		publish("demo.a", "0123456789", "0123456789", "gh");
		passes(100);
		publish("demo.a", "ij");
		assertThat(received()).containsExactly("0123456789", "0123456789", "0123456789 after 2", "0123456789",
				"ij after 1");
	}

	@Test
	void whatIsLargerComesWholeAndThoseAfterItWait() {
		SampledSubscription subscription = subscribe(1000, 100, "demo.a");
		String large = "x".repeat(30);
		publish("demo.a", large, "1", "2");
		passes(200);
		tick(subscription);
		assertThat(received()).containsExactly(large);
		passes(100);
		tick(subscription);
		assertThat(received()).containsExactly(large, "2 after 1");
	}

	@Test
	void bytesThatWereNotUsedAreNotSaved() {
		subscribe(1000, 100, "demo.a");
		passes(60_000);
		publish("demo.a", "01234", "56789", "a");
		passes(100);
		publish("demo.a", "b");
		assertThat(received()).containsExactly("01234", "56789", "b after 1");
	}

	private void useUp(int messages) {
		for (int i = 0; i < messages; i++) {
			publish("demo.a", String.valueOf(i));
		}
	}

	private void passes(long millis) {
		this.now += Duration.ofMillis(millis).toNanos();
	}

	private SampledSubscription subscribe(int rate, String pattern) {
		return subscribe(rate, 1_000_000_000, pattern);
	}

	private SampledSubscription subscribe(int rate, long bytes, String pattern) {
		Headers headers = Headers.builder(3)
			.add("destination", "/topic/" + pattern)
			.add("max-rate", String.valueOf(rate))
			.add("max-bytes", String.valueOf(bytes))
			.build();
		Subscribe asked = Subscribe.of(new Frame(Command.SUBSCRIBE, headers, new byte[0]), "s", MemoryServer.LIMITS);
		SampledSubscription made = new SampledSubscription(this.connection, this.broker,
				new MessageForm(Version.V1_2, Packaging.BINARY, "s"), asked, (recovery) -> {
				});
		Subscription inBroker = this.broker.subscribe(Caller.SERVER, TopicPattern.parse(pattern),
				(delivery) -> made.deliver(delivery, this.now), Start.LIVE);
		made.inBroker(inBroker);
		return made;
	}

	private void publish(String topic, String... bodies) {
		try (Burst burst = Burst.open()) {
			for (String body : bodies) {
				this.broker.publish(Caller.SERVER, new Publication(Topic.parse(topic), null, Headers.NONE,
						body.getBytes(StandardCharsets.UTF_8), null));
			}
		}
	}

	private void tick(SampledSubscription subscription) {
		try (Burst burst = Burst.open()) {
			subscription.tick(this.now);
		}
	}

	/** Each body, and how many were left out before it. */
	private List<String> received() {
		return this.transport.frames().stream().map((frame) -> {
			MatchResult found = MESSAGE.matcher(frame.text()).results().findFirst().orElseThrow();
			return found.group(2) + ((found.group(1) != null) ? " after " + found.group(1) : "");
		}).toList();
	}

}
