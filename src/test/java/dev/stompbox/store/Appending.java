package dev.stompbox.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.stompbox.message.Headers;
import dev.stompbox.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;

/** Writes to a store and reads it, in as few words as a test needs. */
final class Appending {

	private Appending() {
	}

	static Entry message(String log, String body) {
		return new Entry(Entry.Kind.MESSAGE, log, "epoch-of-" + log, 0, 1000, body.isEmpty() ? null : "text/plain",
				Headers.builder(1).add("a", "ü\n" + body).add("a", "again").build(),
				body.getBytes(StandardCharsets.UTF_8), body.startsWith("k") ? "ana\n" + body : null);
	}

	/** Waits for what becomes of entries. */
	static final class Outcome {

		private final List<String> told = new ArrayList<>();

		private final CountDownLatch left;

		Outcome(int entries) {
			this.left = new CountDownLatch(entries);
		}

		Appended next(String name) {
			return new Appended() {
				@Override
				public void committed(long offset) {
					Outcome.this.told.add(name + "@" + offset);
					Outcome.this.left.countDown();
				}

				@Override
				public void failed(Refused why) {
					Outcome.this.told.add(name + " " + why.code().code());
					Outcome.this.left.countDown();
				}
			};
		}

		List<String> await() throws InterruptedException {
			assertThat(this.left.await(20, TimeUnit.SECONDS)).isTrue();
			return this.told;
		}

	}

	static List<String> append(Store store, String log, String... bodies) throws InterruptedException {
		Outcome outcome = new Outcome(bodies.length);
		for (String body : bodies) {
			store.append(message(log, body), outcome.next(body));
		}
		return outcome.await();
	}

	static List<String> read(Store store, String log, long from) throws IOException {
		return store.read(log, from, 1000, Long.MAX_VALUE)
			.stream()
			.map((entry) -> entry.offset() + ":" + new String(entry.body(), StandardCharsets.UTF_8))
			.toList();
	}

}
