package dev.stompbox.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.access.QueueTopics;
import dev.stompbox.access.Refusals;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Topic;

import static org.assertj.core.api.Assertions.assertThat;

/** More topics and queues are used, by many at once, than are kept. */
@Timeout(60)
class EvictionStressTests {

	private static final int KEPT = 400;

	private static final int NAMES = 500;

	private final Broker broker = new Broker(DefaultAccess.policy(), KEPT, new QueueLimits(KEPT, 1 << 20, List.of()),
			Refusals.UNHEARD, null);

	@Test
	void whoUsesATopicOrQueueIsServedWhileOthersMakeRoom() throws Exception {
		List<Callable<Void>> tasks = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			int seed = i;
			tasks.add(() -> use(new Random(seed)));
		}
		ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
		try {
			for (Future<Void> task : threads.invokeAll(tasks, 40, TimeUnit.SECONDS)) {
				task.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.broker.topicCount()).isLessThanOrEqualTo(KEPT);
		assertThat(this.broker.queues()).hasSizeLessThanOrEqualTo(KEPT);
	}

	private Void use(Random random) {
		for (int i = 0; i < 30_000; i++) {
			String name = "demo.t" + random.nextInt(NAMES);
			publish(Topic.parse(name));
			publish(QueueTopics.topicOf(name));
			this.broker.purge(QueueTopics.topicOf(name));
		}
		return null;
	}

	private void publish(Topic topic) {
		this.broker.publish(Caller.SERVER, new Publication(topic, null, Headers.NONE, new byte[0], null));
	}

}
