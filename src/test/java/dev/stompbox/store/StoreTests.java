package dev.stompbox.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;
import dev.stompbox.store.StoreOptions.Fsync;

import static dev.stompbox.store.Appending.append;
import static dev.stompbox.store.Appending.message;
import static dev.stompbox.store.Appending.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoreTests {

	@TempDir
	private Path directory;

	private final FaultyFiles disk = new FaultyFiles();

	private StoreOptions options() {
		return new StoreOptions(this.directory, Fsync.ALWAYS, Duration.ofMillis(10), 2000, 1 << 20, 1 << 30);
	}

	private Store open() throws IOException {
		return Store.open(options(), this.disk);
	}

	@Test
	void whatWasWrittenIsThereAfterAStart() throws Exception {
		try (Store store = open()) {
			assertThat(append(store, "a", "1", "2")).containsExactly("1@1", "2@2");
			assertThat(append(store, "b", "x", "")).containsExactly("x@1", "@2");
			assertThat(append(store, "a", "k3")).containsExactly("k3@3");
			assertThat(read(store, "a", 2)).containsExactly("2:2", "3:k3");
		}
		try (Store store = open()) {
			assertThat(store.names()).containsExactlyInAnyOrder("a", "b");
			assertThat(store.log("a").next()).isEqualTo(4);
			assertThat(store.log("a").epoch()).isEqualTo("epoch-of-a");
			assertThat(read(store, "b", 1)).containsExactly("1:x", "2:");
			assertThat(store.read("a", 3, 1, 100).get(0)).usingRecursiveComparison()
				.isEqualTo(message("a", "k3").at(3));
			assertThat(store.read("b", 2, 1, 100).get(0).contentType()).isNull();
			assertThat(append(store, "a", "4")).containsExactly("4@4");
			assertThat(read(store, "a", 1)).hasSize(4);
		}
	}

	@Test
	void segmentsFollowEachOtherAndAreOpenedByTheirIndexes() throws Exception {
		List<String> bodies = new ArrayList<>();
		try (Store store = open()) {
			for (int i = 0; i < 100; i++) {
				bodies.add("m" + i);
				append(store, (i % 3 == 0) ? "a" : "b", "m" + i);
			}
		}
		assertThat(Store.paths(this.directory)).hasSizeGreaterThan(3);
		try (Store store = open()) {
			assertThat(read(store, "a", 1)).hasSize(34).last().isEqualTo("34:m99");
			assertThat(read(store, "b", 30)).hasSize(37).first().asString().startsWith("30:");
		}
		try (var files = Files.list(this.directory)) {
			for (Path index : files.filter((path) -> path.toString().endsWith(Index.SUFFIX)).toList()) {
				Files.write(index, new byte[] { 1, 2, 3 });
			}
		}
		try (Store store = open()) {
			assertThat(read(store, "a", 1)).as("indexes are made anew").hasSize(34);
		}
	}

	@Test
	void aTornEndIsCutWhereverItIsTorn() throws Exception {
		try (Store store = open()) {
			append(store, "a", "first");
			append(store, "a", "second");
		}
		Path segment = Store.paths(this.directory).get(0);
		byte[] whole = Files.readAllBytes(segment);
		int last = lastRecord(whole);
		for (int size = last; size < whole.length; size++) {
			Files.write(segment, java.util.Arrays.copyOf(whole, size));
			try (Store store = open()) {
				assertThat(read(store, "a", 1)).as("torn at " + size).containsExactly("1:first");
				assertThat(append(store, "a", "again")).containsExactly("again@2");
			}
			try (Store store = open()) {
				assertThat(read(store, "a", 1)).containsExactly("1:first", "2:again");
			}
		}
	}

	private static int lastRecord(byte[] segment) {
		var bytes = java.nio.ByteBuffer.wrap(segment);
		int at = Segment.HEADER;
		while (at + Records.length(bytes, at) < segment.length) {
			at += Records.length(bytes, at);
		}
		return at;
	}

	@Test
	void aFlippedBitOfWhatWasCommittedIsFoundAndNamed() throws Exception {
		try (Store store = open()) {
			append(store, "a", "first");
			append(store, "a", "second");
			append(store, "a", "third");
		}
		Path segment = Store.paths(this.directory).get(0);
		byte[] whole = Files.readAllBytes(segment);
		int end = lastRecord(whole);
		for (int at = Segment.HEADER; at < end; at++) {
			byte[] damaged = whole.clone();
			damaged[at] ^= 1 << (at % 8);
			Files.write(segment, damaged);
			int where = at;
			assertThatExceptionOfType(DamagedException.class).as("flipped at " + where)
				.isThrownBy(this::open)
				.withMessageContaining(segment.getFileName().toString())
				.satisfies((ex) -> assertThat(ex.position()).isLessThanOrEqualTo(where));
		}
		byte[] other = whole.clone();
		other[7] = 9;
		Files.write(segment, other);
		assertThatExceptionOfType(DamagedException.class).isThrownBy(this::open).withMessageContaining("version 9");
	}

	@Test
	void aFullDiskRefusesAndGoesOnWhenThereIsRoom() throws Exception {
		try (Store store = open()) {
			append(store, "a", "first");
			this.disk.room = 50;
			assertThat(append(store, "a", "second", "third")).containsExactly("second SB-350", "third SB-350");
			this.disk.room = 0;
			assertThat(append(store, "b", "x")).containsExactly("x SB-350");
			this.disk.room = Long.MAX_VALUE;
			assertThat(append(store, "a", "fourth")).containsExactly("fourth@2");
		}
		try (Store store = open()) {
			assertThat(read(store, "a", 1)).containsExactly("1:first", "2:fourth");
			assertThat(store.log("b")).isNull();
		}
	}

	@Test
	void aFailedCommitEndsAllWriting() throws Exception {
		try (Store store = open()) {
			append(store, "a", "first");
			this.disk.broken = true;
			assertThat(append(store, "a", "second")).containsExactly("second SB-351");
			this.disk.broken = false;
			assertThatExceptionOfType(Refused.class).isThrownBy(() -> append(store, "a", "third"))
				.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.STORE_FAILED));
			assertThat(read(store, "a", 1)).containsExactly("1:first");
		}
	}

	@Test
	void aDiskThatWritesInPiecesIsWrittenToTheEnd() throws Exception {
		this.disk.piece = 7;
		try (Store store = open()) {
			append(store, "a", "first", "second");
		}
		try (Store store = open()) {
			assertThat(read(store, "a", 1)).containsExactly("1:first", "2:second");
		}
	}

	@Test
	void manyAreCommittedTogether() throws Exception {
		try (Store store = Store.open(StoreOptions.of(this.directory, Fsync.ALWAYS), this.disk)) {
			Appending.Outcome outcome = new Appending.Outcome(10_000);
			for (int i = 0; i < 10_000; i++) {
				store.append(message("a", "" + i), outcome.next("" + i));
			}
			List<String> told = outcome.await();
			for (int i = 0; i < 10_000; i++) {
				assertThat(told.get(i)).isEqualTo(i + "@" + (i + 1));
			}
			assertThat(this.disk.forced).isLessThan(1000);
		}
	}

	@Test
	void tooMuchThatWaitsIsRefused() throws Exception {
		StoreOptions small = new StoreOptions(this.directory, Fsync.ALWAYS, Duration.ofMillis(10), 1 << 20, 1000,
				1 << 30);
		try (Store store = Store.open(small, this.disk)) {
			Appending.Outcome outcome = new Appending.Outcome(0);
			assertThatExceptionOfType(Refused.class).isThrownBy(() -> {
				for (int i = 0; i < 100_000; i++) {
					store.append(message("a", "x".repeat(500)), outcome.next("x"));
				}
			}).satisfies((refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.STORE_BUSY));
		}
	}

	@Test
	void aDirectoryIsOneServers() throws Exception {
		try (Store store = open()) {
			assertThatExceptionOfType(IOException.class).isThrownBy(this::open)
				.withMessageContaining("Another server has");
		}
		open().close();
	}

	/** Cut anywhere: all of a step is there, or none. */
	@Test
	void aStepIsThereAsAWholeOrNotAtAll() throws Exception {
		try (Store store = open()) {
			append(store, "a", "before");
			Appending.Outcome outcome = new Appending.Outcome(3);
			store.append(List.of(message("a", "1"), message("b", "2"), message("a", "3")),
					List.of(outcome.next("1"), outcome.next("2"), outcome.next("3")));
			assertThat(outcome.await()).containsExactly("1@2", "2@1", "3@3");
		}
		Path segment = Store.paths(this.directory).get(0);
		byte[] whole = Files.readAllBytes(segment);
		for (int size = Segment.HEADER + 1; size < whole.length; size++) {
			Files.write(segment, java.util.Arrays.copyOf(whole, size));
			try (Store store = open()) {
				assertThat(read(store, "a", 2)).as("cut at " + size).isEmpty();
				assertThat(read(store, "b", 1)).as("cut at " + size).isEmpty();
			}
		}
		Files.write(segment, whole);
		try (Store store = open()) {
			assertThat(read(store, "a", 2)).containsExactly("2:1", "3:3");
		}
	}

	@Test
	void startsAddNothingThatIsThere() throws Exception {
		try (Store store = open()) {
			append(store, "a", "1");
			append(store, "b", "2");
			Appending.Outcome outcome = new Appending.Outcome(1);
			store.append(Entry.about(Entry.Kind.PURGED, "b", "epoch-of-b", 1, 2000), outcome.next("purged"));
			outcome.await();
		}
		long size = Files.size(Store.paths(this.directory).get(0));
		for (int i = 0; i < 3; i++) {
			open().close();
			assertThat(Files.size(Store.paths(this.directory).get(0))).isEqualTo(size);
		}
	}

	@Test
	void aSegmentThatWasNotBegunIsNoDamage() throws Exception {
		try (Store store = open()) {
			append(store, "a", "first");
		}
		Files.write(this.directory.resolve(Segment.name(2)), new byte[] { 'S', 'T' });
		try (Store store = open()) {
			assertThat(read(store, "a", 1)).containsExactly("1:first");
			assertThat(append(store, "a", "second")).containsExactly("second@2");
		}
	}

	@Test
	void repairGoesOnWithoutWhatIsDamaged() throws Exception {
		try (Store store = open()) {
			append(store, "a", "first");
			append(store, "a", "second");
			append(store, "a", "third");
		}
		Path segment = Store.paths(this.directory).get(0);
		byte[] damaged = Files.readAllBytes(segment);
		int second = Segment.HEADER + Records.length(java.nio.ByteBuffer.wrap(damaged), Segment.HEADER);
		damaged[second + 60] ^= 1;
		Files.write(segment, damaged);
		Inspection found = Inspection.of(this.directory);
		assertThat(found.damaged()).isTrue();
		assertThat(found.segments().get(0).damage())
			.containsExactly("bytes " + second + " to " + lastRecord(damaged) + " are not what was written");
		assertThat(found.segments().get(0).lost()).containsExactly("of a the messages 2 to 2 are lost");
		assertThat(Files.readAllBytes(segment)).as("a look changes nothing").isEqualTo(damaged);
		assertThat(Inspection.repair(this.directory)).isEqualTo(found);
		assertThat(Inspection.of(this.directory).damaged()).isFalse();
		assertThat(Inspection.of(this.directory).segments().get(0).messages()).isEqualTo(2);
		assertThat(Files.readAllBytes(segment.resolveSibling(segment.getFileName() + ".damaged"))).isEqualTo(damaged);
		try (Store store = open()) {
			assertThat(read(store, "a", 1)).as("up to what is gone").containsExactly("1:first");
			assertThat(read(store, "a", 2)).containsExactly("3:third");
			assertThat(append(store, "a", "fourth")).containsExactly("fourth@4");
		}
	}

	@Test
	void aReaderThatIsInterruptedDoesNotCloseTheLog() throws Exception {
		try (Store store = open()) {
			append(store, "a", "first");
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(store, "a", 1));
			assertThat(Thread.interrupted()).isTrue();
			assertThat(append(store, "a", "second")).containsExactly("second@2");
			assertThat(read(store, "a", 1)).containsExactly("1:first", "2:second");
		}
	}

	@Test
	void whoToldBadlyDoesNotStopTheOthers() throws Exception {
		try (Store store = open()) {
			store.append(message("a", "first"), new Appended() {
				@Override
				public void committed(long offset) {
					throw new IllegalStateException("on purpose");
				}

				@Override
				public void failed(Refused why) {
					throw new IllegalStateException("on purpose");
				}
			});
			assertThat(append(store, "a", "second")).containsExactly("second@2");
		}
	}

	/** Whatever is cut off the end: what is there is a beginning of what was written. */
	@Test
	void aCutAnywhereLeavesABeginning() throws Exception {
		Random random = new Random(7);
		List<String> written = new ArrayList<>();
		StoreOptions one = StoreOptions.of(this.directory, Fsync.ALWAYS);
		try (Store store = Store.open(one, this.disk)) {
			for (int i = 0; i < 200; i++) {
				String body = "x".repeat(random.nextInt(50)) + i;
				append(store, "a", body);
				written.add((i + 1) + ":" + body);
			}
		}
		Path segment = Store.paths(this.directory).get(0);
		byte[] whole = Files.readAllBytes(segment);
		for (int i = 0; i < 100; i++) {
			Files.write(segment,
					java.util.Arrays.copyOf(whole, Segment.HEADER + random.nextInt(whole.length - Segment.HEADER)));
			try (Store store = Store.open(one, this.disk)) {
				List<String> there = read(store, "a", 1);
				assertThat(there).isEqualTo(written.subList(0, there.size()));
			}
		}
	}

}
