package dev.stompbox.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.stompbox.store.StoreOptions.Fsync;

import static dev.stompbox.store.Appending.append;
import static dev.stompbox.store.Appending.read;
import static org.assertj.core.api.Assertions.assertThat;

/** Which files go, and which stay. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoreRetentionTests {

	@TempDir
	private Path directory;

	private Store open(int segment, long size) throws IOException {
		return Store.open(new StoreOptions(this.directory, Fsync.ALWAYS, Duration.ofMillis(10), segment, 1 << 20, size),
				new FaultyFiles());
	}

	private Store open() throws IOException {
		return open(2000, 1 << 30);
	}

	@Test
	void segmentsOfWhichNobodyNeedsAnythingGo() throws Exception {
		try (Store store = open()) {
			for (int i = 0; i < 100; i++) {
				append(store, "a", "m" + i);
			}
			int before = Store.paths(this.directory).size();
			assertThat(store.release(Map.of("a", 51L))).isPositive().isLessThan(before);
			assertThat(read(store, "a", 51)).hasSize(50);
			assertThat(Store.paths(this.directory)).hasSizeLessThan(before);
		}
		try (Store store = open()) {
			assertThat(read(store, "a", 51)).hasSize(50);
			assertThat(store.log("a").next()).isEqualTo(101);
		}
	}

	/** What nobody needs goes from the middle too, and positions go on. */
	@Test
	void aLogThatIsKeptDoesNotKeepOthers() throws Exception {
		String epoch;
		try (Store store = open()) {
			append(store, "kept", "first");
			append(store, "purged", "1", "2");
			Appending.Outcome outcome = new Appending.Outcome(1);
			store.append(Entry.about(Entry.Kind.PURGED, "purged", "epoch-of-purged", 2, 2000), outcome.next("purged"));
			outcome.await();
			for (int i = 0; i < 100; i++) {
				append(store, "gone", "m" + i);
			}
			epoch = store.log("gone").epoch();
			int before = Store.paths(this.directory).size();
			assertThat(store.release(Map.of("kept", 1L, "gone", 101L, "purged", 3L))).isEqualTo(before - 2);
			assertThat(read(store, "kept", 1)).containsExactly("1:first");
		}
		try (Store store = open()) {
			assertThat(store.log("gone").next()).isEqualTo(101);
			assertThat(store.log("gone").epoch()).isEqualTo(epoch);
			assertThat(store.log("purged").purged()).isEqualTo(2);
			assertThat(append(store, "gone", "next")).containsExactly("next@101");
			assertThat(read(store, "kept", 1)).containsExactly("1:first");
		}
	}

	@Test
	void theOldestGoWhenAllAreTooLarge() throws Exception {
		try (Store store = open(500, 2000)) {
			for (int i = 0; i < 100; i++) {
				append(store, "a", "m" + i);
			}
			store.release(Map.of("a", 1L));
			assertThat(store.size()).isLessThanOrEqualTo(2000);
			assertThat(store.first("a")).isGreaterThan(50);
			assertThat(read(store, "a", 1)).last().isEqualTo("100:m99");
		}
	}

	/** What waits in a queue stays, whatever goes around it. */
	@Test
	void whatIsNotDoneWithStaysWhenTheOldestGo() throws Exception {
		try (Store store = open(500, 2000)) {
			append(store, "queue", "waits", "done");
			Appending.Outcome outcome = new Appending.Outcome(1);
			store.append(Entry.done("queue", "epoch-of-queue", 2, 2, 1000), outcome.next("queue"));
			outcome.await();
			for (int i = 0; i < 100; i++) {
				append(store, "a", "m" + i);
				append(store, "queue", "q" + i);
			}
			store.append(Entry.done("queue", "epoch-of-queue", 3, 102, 1000), new Appending.Outcome(1).next("queue"));
			append(store, "a", "last");
			store.release(Map.of("a", 0L));
			assertThat(read(store, "queue", 1)).startsWith("1:waits");
			assertThat(store.first("a")).isLessThan(10);
			assertThat(store.size()).isLessThan(4000);
		}
		try (Store store = open(500, 2000)) {
			assertThat(store.log("queue").isDone(1, 1)).isFalse();
			assertThat(store.log("queue").isDone(2, 102)).isTrue();
			assertThat(read(store, "a", 90)).last().isEqualTo("101:last");
		}
	}

}
