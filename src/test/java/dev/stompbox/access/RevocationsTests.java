package dev.stompbox.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.access.Caller.Proof;
import dev.stompbox.access.Revocations.Kind;
import dev.stompbox.access.Revocations.Revoked;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What is taken back, from whom, and until when. */
class RevocationsTests {

	private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

	private Instant now = START;

	private final Revocations revocations = new Revocations(() -> this.now, null);

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			NAME ana,     KEY,         ana, k-1, true
			NAME ana,     JWT,         ana, t-1, true
			NAME ana,     CERTIFICATE, ana, -,   true
			NAME ana,     JWT,         bob, ana, false
			KEY ana,      KEY,         ana, k-1, true
			KEY ana,      CERTIFICATE, ana, k-1, true
			KEY ana,      CERTIFICATE, ana, -,   false
			KEY ana,      JWT,         ana, t-1, false
			TOKEN_ID t-1, JWT,         ana, t-1, true
			TOKEN_ID t-1, JWT,         ana, t-2, false
			TOKEN_ID k-1, KEY,         ana, k-1, false
			""")
	void itIsTakenFromThoseWhoProvedItSo(String what, Proof proof, String name, @Nullable String id, boolean covered) {
		String[] words = what.split(" ");
		this.revocations.revoke(new Revoked(Kind.valueOf(words[0]), words[1]), null);
		assertThat(this.revocations.covers(caller(name, proof, id))).isEqualTo(covered);
	}

	@Test
	void atItsEndItIsOver() {
		this.revocations.revoke(new Revoked(Kind.NAME, "ana"), START.plusSeconds(60));
		this.revocations.revoke(new Revoked(Kind.NAME, "bob"), null);
		Caller ana = caller("ana", Proof.JWT, null);
		this.now = START.plusSeconds(60).minusNanos(1);
		assertThat(this.revocations.covers(ana)).isTrue();
		assertThat(this.revocations.list()).hasSize(2);
		this.now = START.plusSeconds(60);
		assertThat(this.revocations.covers(ana)).isFalse();
		assertThat(this.revocations.list()).extracting(Map.Entry::getKey)
			.containsExactly(new Revoked(Kind.NAME, "bob"));
	}

	@Test
	void whatIsOverMakesRoom() {
		for (int i = 0; i < 10_000; i++) {
			this.revocations.revoke(new Revoked(Kind.TOKEN_ID, "t-" + i), START.plusSeconds(60));
		}
		Revoked more = new Revoked(Kind.NAME, "ana");
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> this.revocations.revoke(more, null));
		this.now = START.plusSeconds(60);
		this.revocations.revoke(more, null);
		assertThat(this.revocations.list()).hasSize(1);
	}

	@Test
	void whoIsLetInAgainIs() {
		Revoked ana = new Revoked(Kind.NAME, "ana");
		this.revocations.revoke(ana, null);
		assertThat(this.revocations.forgive(ana)).isTrue();
		assertThat(this.revocations.forgive(ana)).isFalse();
		assertThat(this.revocations.covers(caller("ana", Proof.JWT, null))).isFalse();
	}

	@Test
	@DisplayName("a restart leaves them as they were, but for what is over by then")
	void theySurviveInTheirFile(@TempDir Path directory) throws IOException {
		RevocationFile file = new RevocationFile(directory.resolve("made/for it/revocations.ndjson"));
		Revocations before = new Revocations(() -> this.now, file);
		before.revoke(new Revoked(Kind.NAME, "ana \"ä\" "), null);
		before.revoke(new Revoked(Kind.KEY, "builds"), null);
		before.revoke(new Revoked(Kind.TOKEN_ID, "t-1"), START.plusSeconds(60));
		before.revoke(new Revoked(Kind.TOKEN_ID, "t-2"), START.plusSeconds(61));
		before.forgive(new Revoked(Kind.KEY, "builds"));
		this.now = START.plusSeconds(60);
		assertThat(new Revocations(() -> this.now, file).list()).containsExactlyInAnyOrder(
				Map.entry(new Revoked(Kind.NAME, "ana \"ä\" "), Instant.MAX),
				Map.entry(new Revoked(Kind.TOKEN_ID, "t-2"), START.plusSeconds(61)));
		assertThat(Files.readString(file.path()))
			.contains("{\"kind\":\"tokenId\",\"value\":\"t-2\",\"until\":\"2030-01-01T00:01:01Z\"}\n");
		try (Stream<Path> left = Files.list(file.path().getParent())) {
			assertThat(left).containsExactly(file.path());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "ana", "{}", "{\"kind\":\"caller\",\"value\":\"ana\"}", "{\"kind\":\"name\"}",
			"{\"kind\":\"name\",\"value\":\"ana\",\"until\":\"soon\"}", "null", "",
			"{\"kind\":\"name\",\"value\":\"ana\",\"more\":1}" })
	void aFileThatIsNoListIsNotTakenForAnEmptyOne(String line, @TempDir Path directory) throws IOException {
		Path path = directory.resolve("revocations.ndjson");
		Files.writeString(path, "{\"kind\":\"name\",\"value\":\"bob\"}\n" + line + "\n");
		assertThatExceptionOfType(UnusableRevocationsException.class)
			.isThrownBy(() -> new Revocations(() -> this.now, new RevocationFile(path)))
			.withMessageContaining(path + ", line 2,")
			.withMessageContaining("stompbox.access.revocations-file");
	}

	@Test
	@DisplayName("what cannot be written is in force all the same, and nobody is let in who stays on the list")
	void aFileThatCannotBeWrittenIsTold(@TempDir Path directory) throws IOException {
		Path path = directory.resolve("list/revocations.ndjson");
		Revocations all = new Revocations(() -> this.now, new RevocationFile(path));
		Revoked ana = new Revoked(Kind.NAME, "ana");
		all.revoke(ana, null);
		// In its place there is a directory.
		Files.delete(path);
		Files.createDirectory(path);
		Revoked bob = new Revoked(Kind.NAME, "bob");
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> all.revoke(bob, null))
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.NOT_WRITTEN))
			.withMessageContaining("stays out until this server ends");
		assertThat(all.covers(caller("bob", Proof.JWT, null))).isTrue();
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> all.forgive(ana))
			.withMessageContaining("still taken back");
		assertThat(all.covers(caller("ana", Proof.JWT, null))).isTrue();
		Files.delete(path);
		assertThat(all.forgive(ana)).isTrue();
		assertThat(new Revocations(() -> this.now, new RevocationFile(path)).list()).extracting(Map.Entry::getKey)
			.containsExactly(bob);
	}

	@Test
	@DisplayName("a line that a crash has torn is no revocation, and no harm to the next one")
	void aTornLineIsLeftOut(@TempDir Path directory) throws IOException {
		Path path = directory.resolve("revocations.ndjson");
		new Revocations(() -> this.now, new RevocationFile(path)).revoke(new Revoked(Kind.NAME, "ana"), null);
		Files.writeString(path, "{\"kind\":\"name\",\"val", StandardOpenOption.APPEND);
		Revocations after = new Revocations(() -> this.now, new RevocationFile(path));
		after.revoke(new Revoked(Kind.NAME, "bob"), null);
		assertThat(new Revocations(() -> this.now, new RevocationFile(path)).list()).extracting(Map.Entry::getKey)
			.containsExactlyInAnyOrder(new Revoked(Kind.NAME, "ana"), new Revoked(Kind.NAME, "bob"));
	}

	@Test
	@DisplayName("a list that somebody has written by hand, without an end of its last line, is taken whole")
	void aLastLineWithoutItsEndCounts(@TempDir Path directory) throws IOException {
		Path path = directory.resolve("revocations.ndjson");
		Files.writeString(path, "{\"kind\":\"name\",\"value\":\"ana\"}\n{\"kind\":\"key\",\"value\":\"builds\"}");
		new Revocations(() -> this.now, new RevocationFile(path)).revoke(new Revoked(Kind.NAME, "bob"), null);
		assertThat(new Revocations(() -> this.now, new RevocationFile(path)).list()).hasSize(3);
	}

	@Test
	@DisplayName("who is taken back and let in again for ever fills no disk")
	void theFileIsBounded(@TempDir Path directory) throws IOException {
		Path path = directory.resolve("revocations.ndjson");
		Revocations all = new Revocations(() -> this.now, new RevocationFile(path));
		all.revoke(new Revoked(Kind.NAME, "bob"), null);
		Revoked ana = new Revoked(Kind.NAME, "ana");
		for (int i = 0; i < 6000; i++) {
			all.revoke(ana, null);
			all.forgive(ana);
		}
		try (Stream<String> lines = Files.lines(path)) {
			assertThat(lines.count()).isBetween(1L, 10_010L);
		}
		assertThat(new Revocations(() -> this.now, new RevocationFile(path)).list()).extracting(Map.Entry::getKey)
			.containsExactly(new Revoked(Kind.NAME, "bob"));
	}

	private static Caller caller(String name, Proof proof, @Nullable String id) {
		return new Caller(name, proof, Set.of(), new Credential(null, id, null, Map.of(), Map.of()));
	}

}
