package dev.stompbox.access;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ApiKeyTests {

	private static final String SECRET = "s3cret-of-the-backend";

	private static final JwtProperties NO_JWT = new JwtProperties(null, null, null, null, List.of(), List.of(),
			Duration.ZERO, List.of());

	private static AccessProperties.Key key(String name, @Nullable String secret, @Nullable String hash) {
		return new AccessProperties.Key(name, secret, hash, null, List.of("backend"), List.of("jobs.#"),
				List.of("orders.#"));
	}

	private static AccessProperties.Access access(AccessProperties.Key... keys) {
		return new AccessProperties.Access(List.of(), Arrays.asList(keys), 20, Duration.ofSeconds(30),
				Duration.ofHours(1), Path.of(""));
	}

	private static AccessProperties properties(AccessProperties.Key... keys) {
		return new AccessProperties(null, access(keys));
	}

	private static Authenticator authenticator(AccessProperties.Key... keys) {
		return new Authenticator("the-operators", access(keys), TokenReader.NONE);
	}

	@Test
	void aSecretOrItsHashMakesTheCaller() {
		String hash = HexFormat.of().withUpperCase().formatHex(ApiKey.sha256(SECRET));
		for (AccessProperties.Key key : List.of(key("backend", SECRET, null), key("backend", null, hash))) {
			Caller caller = authenticator(key("other", "another-secret", null), key).authenticate(SECRET, "192.0.2.1");
			assertThat(caller.name()).isEqualTo("backend");
			assertThat(caller.proof()).isEqualTo(Caller.Proof.KEY);
			assertThat(caller.roles()).containsExactly("backend");
			AccessRules rules = new AccessRules();
			assertThat(rules.permits(caller, Action.PUBLISH, Topic.parse("orders.1"))).isTrue();
			assertThat(rules.permits(caller, Action.PUBLISH, Topic.parse("jobs.1"))).isFalse();
			assertThat(rules.permits(caller, Action.SUBSCRIBE, QueueTopics.topicOf("jobs.1"))).isTrue();
		}
	}

	@Test
	void aWrongSecretAndTheHashItselfMakeNobody() {
		String hash = HexFormat.of().formatHex(ApiKey.sha256(SECRET));
		for (String wrong : List.of("", hash, SECRET + "x", SECRET.substring(1), SECRET.toUpperCase(Locale.ROOT))) {
			assertThatThrownBy(() -> authenticator(key("backend", null, hash)).authenticate(wrong, "192.0.2.1"))
				.isInstanceOfSatisfying(Refused.class,
						(refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
		}
	}

	@Test
	void keysAreReplacedAsAWhole() {
		Authenticator authenticator = authenticator(key("backend", SECRET, null));
		Caller before = authenticator.authenticate(SECRET, "192.0.2.1");
		authenticator.replace(properties(key("new", "the-new-secret", null)), NO_JWT);
		assertThat(authenticator.over(before)).isNotNull();
		assertThat(authenticator.authenticate("the-new-secret", "192.0.2.1").name()).isEqualTo("new");
		assertThatThrownBy(() -> authenticator.authenticate(SECRET, "192.0.2.1")).isInstanceOf(Refused.class);
	}

	@Test
	void aWrongKeyIsNamedWithItsPlaceAndWithoutItsSecret() {
		for (AccessProperties.Key wrong : List.of(key("", SECRET, null), key("operator", SECRET, null),
				key("$server", SECRET, null), key("anonymous-1", SECRET, null), key("a", null, null), key("a", " ", ""),
				key("a", SECRET, "00"), key("a", null, "xyz"), key("a", SECRET + "é", null),
				new AccessProperties.Key("a", SECRET, null, null, List.of(), List.of("a..b"), List.of()))) {
			assertThatIllegalArgumentException().isThrownBy(() -> properties(key("first", "fine", null), wrong))
				.withMessageContaining("stompbox.access.keys[1]")
				.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain(SECRET));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "secret", "hash" })
	void nothingPrintsASecret(String kind) {
		String hash = HexFormat.of().formatHex(ApiKey.sha256(SECRET));
		AccessProperties.Key key = kind.equals("secret") ? key("backend", SECRET, null) : key("backend", null, hash);
		Caller caller = authenticator(key("backend", SECRET, null)).authenticate(SECRET, "192.0.2.1");
		assertThat(properties(key).toString() + key + caller + caller.credential()).doesNotContain(SECRET, hash);
	}

}
