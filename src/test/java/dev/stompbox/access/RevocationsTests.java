package dev.stompbox.access;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.stompbox.access.Caller.Proof;
import dev.stompbox.access.Revocations.Kind;
import dev.stompbox.access.Revocations.Revoked;
import dev.stompbox.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What is taken back, from whom, and until when. */
class RevocationsTests {

	private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

	private Instant now = START;

	private final Revocations revocations = new Revocations(() -> this.now);

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

	private static Caller caller(String name, Proof proof, @Nullable String id) {
		return new Caller(name, proof, Set.of(), new Credential(null, id, null, Map.of(), Map.of()));
	}

}
