package dev.stompbox.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.access.QueueTopics;
import dev.stompbox.access.Refusals;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;
import dev.stompbox.store.Store;
import dev.stompbox.store.StoreOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The same message again and again, while a disk does not say that it has it. */
@Timeout(60)
class RepeatsTests {

	private static final int WAIT = 8;

	@TempDir
	private Path directory;

	private final BlockingQueue<Published> published = new LinkedBlockingQueue<>();

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void soManyWaitAndTheOthersAreRefused(boolean queue) throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch hangs = new CountDownLatch(1);
		try (Store store = Store.open(new StoreOptions(this.directory, StoreOptions.Fsync.ALWAYS, Duration.ofMillis(10),
				1 << 20, 1 << 22, 1 << 30), (telling) -> {
					begun.countDown();
					await(hangs);
					telling.run();
				})) {
			Broker broker = broker(store);
			Topic topic = queue ? QueueTopics.topicOf("mail.a") : Topic.parse("demo.a");
			publish(broker, topic);
			await(begun);
			for (int i = 0; i < WAIT; i++) {
				publish(broker, topic);
			}
			for (int i = 0; i < WAIT; i++) {
				assertThatExceptionOfType(Refused.class).isThrownBy(() -> publish(broker, topic))
					.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.STORE_BUSY));
			}
			hangs.countDown();
			Published first = next();
			assertThat(first.duplicate()).isFalse();
			for (int i = 0; i < WAIT; i++) {
				assertThat(next()).isEqualTo(new Published(first.position(), 0, true));
			}
			publish(broker, topic);
			assertThat(next()).as("when it is over").isEqualTo(new Published(first.position(), 0, true));
			if (queue) {
				assertThat(broker.queue(topic).orElseThrow().depth()).as("what was refused took no room").isEqualTo(1);
			}
		}
		finally {
			hangs.countDown();
		}
	}

	private static Broker broker(Store store) throws IOException {
		TopicRule rule = new TopicRule(new Retention(5000, Duration.ofHours(1), 1 << 30), false,
				TopicRule.Window.DEFAULT, true);
		Topics topics = new Topics(100, FlowRules.NONE,
				new TopicRules(List.of(new TopicRules.Match(TopicPattern.parse("demo.#"), rule))),
				new HistoryBudget(100_000), store);
		// Room for a handful of messages: what is not given back is missed.
		QueueRule mails = new QueueRule(TopicPattern.parse("mail.#"), WAIT, 1 << 20, 3, null, Duration.ofMinutes(1),
				true);
		return new Broker(DefaultAccess.policy(), topics, new QueueLimits(100, 1 << 20, List.of(mails)),
				Refusals.UNHEARD, null);
	}

	private void publish(Broker broker, Topic topic) {
		broker.publish(Caller.SERVER, new Publication(topic, null, Headers.NONE, new byte[10], "key"), new Outcome() {
			@Override
			public void published(Published what) {
				RepeatsTests.this.published.add(what);
			}

			@Override
			public void refused(Refused why) {
				throw new AssertionError(why);
			}
		});
	}

	private Published next() throws InterruptedException {
		Published next = this.published.poll(20, TimeUnit.SECONDS);
		assertThat(next).isNotNull();
		return next;
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(40, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

}
