package dev.stompbox.broker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Names;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Patterns come and go on several threads while topics are published to on others:
 * whoever stays gets each message once, whoever has come gets the next, and nobody gets
 * what the definition does not give.
 */
@Timeout(60)
class PatternIndexStressTests {

	private static final List<List<String>> PATTERNS = Names.all(List.of("a", "b", "*", "#"), 1, 3);

	private static final List<List<String>> TOPICS = Names.all(List.of("a", "b", "$s"), 1, 4);

	private final PatternIndex index = new PatternIndex();

	private final List<Subscription> staying = new ArrayList<>();

	private final AtomicBoolean over = new AtomicBoolean();

	/** What one publication was handed to, on the thread that publishes. */
	private final ThreadLocal<Map<Subscription, Integer>> reached = ThreadLocal.withInitial(IdentityHashMap::new);

	@Test
	void changesAndPublicationsDoNotDisturbEachOther() throws Exception {
		for (List<String> pattern : PATTERNS) {
			this.staying.add(subscription(pattern));
			this.index.add(this.staying.get(this.staying.size() - 1));
		}
		List<Callable<Void>> tasks = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			int seed = i;
			tasks.add(() -> change(new Random(seed)));
		}
		tasks.add(() -> publish(new Random(10)));
		tasks.add(() -> publish(new Random(11)));
		ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
		try {
			for (Future<Void> task : threads.invokeAll(tasks, 50, TimeUnit.SECONDS)) {
				task.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
		this.staying.forEach(this.index::remove);
		assertThat(this.index.isEmpty()).isTrue();
	}

	private Void change(Random random) {
		List<Subscription> mine = new ArrayList<>();
		try {
			for (int i = 0; i < 60_000; i++) {
				if (mine.size() < 200 && random.nextInt(5) > 0) {
					Subscription added = subscription(any(PATTERNS, random));
					this.index.add(added);
					mine.add(added);
				}
				else if (!mine.isEmpty()) {
					Collections.swap(mine, random.nextInt(mine.size()), mine.size() - 1);
					end(mine.remove(mine.size() - 1));
				}
				if (i % 50 == 0) {
					List<String> topic = any(TOPICS, random);
					Map<Subscription, Integer> got = deliver(topic, Matches.UNKNOWN);
					mine.forEach((one) -> check(one, topic, got));
				}
			}
			mine.forEach(this::end);
		}
		finally {
			this.over.set(true);
		}
		return null;
	}

	private void end(Subscription subscription) {
		subscription.cancelled();
		this.index.remove(subscription);
	}

	private Void publish(Random random) {
		Map<List<String>, Matches> kept = new IdentityHashMap<>();
		while (!this.over.get()) {
			List<String> topic = any(TOPICS, random);
			Matches matches = this.index.matching(topic(topic), kept.getOrDefault(topic, Matches.UNKNOWN));
			kept.put(topic, matches.kept());
			Map<Subscription, Integer> got = deliver(topic, matches);
			this.staying.forEach((one) -> check(one, topic, got));
			got.forEach((one, times) -> {
				assertThat(times).isEqualTo(1);
				assertThat(Names.matches(one.pattern().words(), topic)).as("%s %s", one.pattern(), topic).isTrue();
			});
		}
		return null;
	}

	private Map<Subscription, Integer> deliver(List<String> topic, Matches last) {
		Map<Subscription, Integer> got = this.reached.get();
		got.clear();
		Message message = new Message(topic(topic), "e", 1, 0, null, Headers.NONE, new byte[0]);
		this.index.matching(message.topic(), last).deliver(new Delivery(message));
		return got;
	}

	private static void check(Subscription subscription, List<String> topic, Map<Subscription, Integer> got) {
		int expected = Names.matches(subscription.pattern().words(), topic) ? 1 : 0;
		if (got.getOrDefault(subscription, 0) != expected) {
			throw new AssertionError(subscription.pattern() + " got " + got.get(subscription) + " of " + topic);
		}
	}

	private static <T> T any(List<T> all, Random random) {
		return all.get(random.nextInt(all.size()));
	}

	private static Topic topic(List<String> words) {
		return new Topic(String.join(".", words));
	}

	private Subscription subscription(List<String> pattern) {
		Subscription[] self = new Subscription[1];
		self[0] = new Subscription(new TopicPattern(String.join(".", pattern), pattern),
				(delivery) -> this.reached.get().merge(self[0], 1, Integer::sum), null);
		return self[0];
	}

}
