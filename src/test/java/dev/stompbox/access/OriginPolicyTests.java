package dev.stompbox.access;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which pages may connect: cross-site WebSocket hijacking, DNS rebinding. */
class OriginPolicyTests {

	private static final OriginPolicy OPEN = new OriginPolicy(List.of(), false);

	private static final OriginPolicy LOOPBACK = new OriginPolicy(List.of(), true);

	@Test
	void whoIsNoPageIsNotJudged() {
		assertThat(OPEN.allows(null, "app.example")).isTrue();
		assertThat(LOOPBACK.allows(null, "localhost:8080")).isTrue();
		assertThat(OPEN.allows(null, null)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "https://app.example, app.example, true", "http://app.example:8080, app.example:8080, true",
			"https://APP.example, app.EXAMPLE, true", "https://app.example, app.example:8080, false",
			"https://app.example:444, app.example, false", "https://evil.example, app.example, false",
			"https://app.example.evil.example, app.example, false", "https://evil-app.example, app.example, false",
			"https://app.example@evil.example, app.example, false", "https://[::1]:8080, [::1]:8080, true" })
	void aPageOfTheSameHostMay(String origin, String host, boolean expected) {
		assertThat(OPEN.allows(origin, host)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "https://app.example, true", "HTTPS://App.Example, true", "http://app.example, false",
			"https://app.example:444, false", "https://app.example.evil.example, false",
			"https://evil.example/https://app.example, false", "https://sub.app.example, false", "app.example, false",
			"https://app.example/, false", "https://app.exampl, false", "null, false" })
	void aPageOfAnotherHostMayWhenExactlyItsOriginIsListed(String origin, boolean expected) {
		OriginPolicy policy = new OriginPolicy(List.of("https://App.example"), false);
		assertThat(policy.allows(origin, "stompbox.example")).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "", " ", "file://", "about:blank", "https://", "//", "https://a b", "\u0000",
			"https://ä.example", "javascript:alert(1)" })
	void whatIsNoOriginIsNotAllowed(String origin) {
		assertThat(OPEN.allows(origin, "localhost:8080")).isFalse();
		assertThat(LOOPBACK.allows(origin, "localhost:8080")).isFalse();
		assertThat(OPEN.allows(origin, "")).isFalse();
		assertThat(OPEN.allows(origin, null)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "http://localhost:5173, true", "http://LocalHost, true", "http://127.0.0.1:9, true",
			"http://[::1]:3000, true", "https://localhost, true", "http://localhost.evil.example, false",
			"http://127.0.0.1.evil.example, false", "http://evil.example, false",
			"http://localhost@evil.example, false", "http://127.0.0.2, false", "http://0.0.0.0, false" })
	void onLoopbackEveryLocalPageMay(String origin, boolean expected) {
		assertThat(LOOPBACK.allows(origin, "localhost:8080")).isEqualTo(expected);
	}

	@Test
	void onLoopbackAStrangersNameForThisMachineDoesNotHelp() {
		assertThat(LOOPBACK.allows("http://rebind.evil.example:8080", "rebind.evil.example:8080")).isFalse();
		assertThat(LOOPBACK.knowsHost("rebind.evil.example:8080")).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "localhost, true", "localhost:8080, true", "LOCALHOST:8080, true", "127.0.0.1:8080, true",
			"[::1]:8080, true", "localhost.evil.example, false", "evil.example, false", "localhost@evil.example, false",
			"'', false", "'a b', false" })
	void onLoopbackOnlyLoopbacksNamesAreKnown(String host, boolean expected) {
		assertThat(LOOPBACK.knowsHost(host)).isEqualTo(expected);
	}

	@Test
	void elsewhereEveryHostIsKnown() {
		assertThat(OPEN.knowsHost("whatever.example")).isTrue();
		assertThat(OPEN.knowsHost(null)).isTrue();
	}

	@Test
	void onLoopbackAnAllowedOriginIsAKnownHostForTheProxyInFront() {
		OriginPolicy policy = new OriginPolicy(List.of("https://app.example"), true);
		assertThat(policy.knowsHost("app.example")).isTrue();
		assertThat(policy.knowsHost("APP.example")).isTrue();
		assertThat(policy.knowsHost("other.example")).isFalse();
		assertThat(policy.allows("https://app.example", "app.example")).isTrue();
		assertThat(policy.allows("http://localhost:1", "app.example")).isTrue();
	}

	@Test
	void aStarAllowsAll() {
		OriginPolicy policy = new OriginPolicy(List.of("*"), true);
		assertThat(policy.allows("https://evil.example", "localhost")).isTrue();
		assertThat(policy.allows("null", "localhost")).isTrue();
		assertThat(policy.knowsHost("evil.example")).isTrue();
	}

}
