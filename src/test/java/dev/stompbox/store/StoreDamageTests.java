package dev.stompbox.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.stompbox.store.StoreOptions.Fsync;

import static dev.stompbox.store.Appending.append;
import static dev.stompbox.store.Appending.read;
import static org.assertj.core.api.Assertions.assertThat;

/** What of a log can be read when some of it cannot. */
@Timeout(60)
class StoreDamageTests {

	@TempDir
	private Path directory;

	private final FaultyFiles disk = new FaultyFiles();

	private Store open() throws IOException {
		StoreOptions small = new StoreOptions(this.directory, Fsync.ALWAYS, Duration.ofMillis(10), 1000, 1 << 20,
				1 << 30);
		return Store.open(small, this.disk);
	}

	private List<String> fill(int messages) throws Exception {
		List<String> written = new ArrayList<>();
		try (Store store = open()) {
			for (int i = 1; i <= messages; i++) {
				append(store, "a", "body-" + i);
				written.add(i + ":body-" + i);
			}
		}
		return written;
	}

	/** As a reader reads on from the last that it got. */
	private static List<String> all(Store store, String log) throws IOException {
		List<String> all = new ArrayList<>();
		long next = 1;
		for (List<Entry> part = store.read(log, 1, 1000, Long.MAX_VALUE); !part.isEmpty(); part = store.read(log, next,
				1000, Long.MAX_VALUE)) {
			part.forEach((entry) -> all.add(entry.offset() + ":" + new String(entry.body())));
			next = part.get(part.size() - 1).offset() + 1;
		}
		return all;
	}

	/** The files that are full have indexes, so that a start does not read them. */
	@Test
	void oneDamagedMessageOfAFullFileTakesNoOtherWithIt() throws Exception {
		List<String> written = fill(40);
		List<Path> paths = Store.paths(this.directory);
		assertThat(paths).hasSizeGreaterThan(3);
		int lost = 0;
		for (Path path : paths.subList(0, 3)) {
			byte[] bytes = Files.readAllBytes(path);
			String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
			int at = text.lastIndexOf("body-");
			String body = text.substring(at).replaceAll("(?s)(body-\\d+).*", "$1");
			bytes[at] ^= 1;
			Files.write(path, bytes);
			written.removeIf((each) -> each.endsWith(":" + body));
			lost++;
		}
		try (Store store = open()) {
			assertThat(all(store, "a")).isEqualTo(written).hasSize(40 - lost);
			assertThat(all(store, "a")).as("and once more").isEqualTo(written);
			assertThat(append(store, "a", "next")).containsExactly("next@41");
		}
		assertThat(Inspection.of(this.directory).segments().stream().filter(Inspection.Found::damaged)).hasSize(3);
	}

	@Test
	void aFileThatSomebodyDeletesTakesNoOtherWithIt() throws Exception {
		List<String> written = fill(40);
		try (Store store = open()) {
			Path second = Store.paths(this.directory).get(1);
			Part part = Index.read(second, Files.size(second), this.disk).get("a");
			Files.delete(second);
			written.removeIf((each) -> {
				long offset = Long.parseLong(each.substring(0, each.indexOf(':')));
				return offset >= part.first && offset < part.next();
			});
			assertThat(all(store, "a")).isEqualTo(written).hasSizeLessThan(40);
		}
	}

	/** Nothing is acknowledged that is gone with the server. */
	@Test
	void whoDeletesTheFileThatIsWrittenToEndsAllWriting() throws Exception {
		try (Store store = open()) {
			append(store, "a", "first");
			Files.delete(Store.paths(this.directory).get(0));
			assertThat(append(store, "a", "second")).containsExactly("second SB-351");
		}
	}

	/** After a power cut a file may have its size and nothing in it. */
	@Test
	void aNewestFileOfZerosIsNoDamage() throws Exception {
		List<String> written = fill(3);
		Path newest = Store.paths(this.directory).get(Store.paths(this.directory).size() - 1);
		Path next = this.directory.resolve(Segment.name(Segment.number(newest) + 1));
		for (int size : new int[] { Segment.HEADER, 5000 }) {
			Files.write(next, new byte[size]);
			assertThat(Inspection.of(this.directory).damaged()).isFalse();
			try (Store store = open()) {
				assertThat(all(store, "a")).as("zeros: " + size).isEqualTo(written);
			}
		}
		byte[] some = new byte[5000];
		some[4000] = 1;
		Files.write(next, some);
		assertThat(Inspection.of(this.directory).damaged()).isTrue();
	}

	@Test
	void whatFollowsATornEndWithZerosIsCutOff() throws Exception {
		List<String> written = fill(3);
		Path newest = Store.paths(this.directory).get(0);
		byte[] bytes = Files.readAllBytes(newest);
		Files.write(newest, java.util.Arrays.copyOf(bytes, bytes.length + 4096));
		try (Store store = open()) {
			assertThat(all(store, "a")).isEqualTo(written);
			assertThat(append(store, "a", "next")).containsExactly("next@4");
		}
	}

	@Test
	void anIndexThatIsCutOffOrOfMoreThanThereIsIsMadeAnew() throws Exception {
		List<String> written = fill(40);
		Path index = Index.of(Store.paths(this.directory).get(0));
		byte[] whole = Files.readAllBytes(index);
		Path other = Index.of(Store.paths(this.directory).get(1));
		for (byte[] bytes : List.of(java.util.Arrays.copyOf(whole, whole.length / 2), new byte[0],
				Files.readAllBytes(other))) {
			Files.write(index, bytes);
			try (Store store = open()) {
				assertThat(all(store, "a")).isEqualTo(written);
			}
			assertThat(Files.readAllBytes(index)).isEqualTo(whole);
		}
	}

	/** No name of a topic is a file's: neither letters nor length nor case matter. */
	@Test
	void namesThatAreNoFilesOnSomeSystemAreKeptApart() throws Exception {
		List<String> names = List.of("CON", "aux", "NUL.a", "a:b", "A:b", "a+b", "Orders", "orders", "ORDERS", "COM1",
				"lpt9.x", "$x", "a~1", "x".repeat(255));
		try (Store store = open()) {
			for (String name : names) {
				append(store, name, "of " + name);
			}
		}
		try (Store store = open()) {
			for (String name : names) {
				assertThat(read(store, name, 1)).as(name).containsExactly("1:of " + name);
			}
			assertThat(store.names()).containsExactlyInAnyOrderElementsOf(names);
		}
		try (Stream<Path> files = Files.list(this.directory)) {
			assertThat(files.map((path) -> path.getFileName().toString()))
				.allMatch((name) -> name.matches("[0-9]{16}\\.(log|idx)|stompbox\\.lock"));
		}
	}

	@Test
	void aRepairLeavesAFileOfEachNameWhateverHappens() throws Exception {
		fill(40);
		Path second = Store.paths(this.directory).get(1);
		byte[] damaged = Files.readAllBytes(second);
		damaged[damaged.length / 2] ^= 1;
		Files.write(second, damaged);
		// It cannot be kept beside it, as if the disk were full.
		Path beside = Files.createDirectories(second.resolveSibling(second.getFileName() + ".damaged").resolve("full"));
		org.assertj.core.api.Assertions.assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> Inspection.repair(this.directory));
		assertThat(Files.readAllBytes(second)).isEqualTo(damaged);
		Files.delete(beside);
		Inspection.repair(this.directory);
		assertThat(Inspection.of(this.directory).damaged()).isFalse();
		assertThat(Files.readAllBytes(beside.getParent())).isEqualTo(damaged);
	}

	@Test
	void whyAFileCannotBeUsedIsAWholeSentence() {
		assertThat(Reason.of(new java.nio.file.AccessDeniedException("data/x.log")))
			.isEqualTo("access to data/x.log is denied");
		assertThat(Reason.of(new java.nio.file.NoSuchFileException("x.log"))).isEqualTo("x.log is not there any more");
		assertThat(Reason.of(new java.nio.file.FileSystemException("x", null, "Read-only file system")))
			.isEqualTo("x: Read-only file system");
		assertThat(Reason.of(new IOException())).isEqualTo("IOException");
	}

}
