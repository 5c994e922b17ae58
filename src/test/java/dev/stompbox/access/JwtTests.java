package dev.stompbox.access;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;
import dev.stompbox.support.Tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Which JSON Web Tokens are taken, and what they say. */
class JwtTests {

	private static final String SECRET = "a-secret-of-more-than-thirty-two-bytes";

	private static final byte[] SECRET_BYTES = SECRET.getBytes(StandardCharsets.UTF_8);

	private static final String ISSUER = "https://issuer.example";

	private static final Instant LATER = Instant.now().plusSeconds(600);

	private static KeyPair keys;

	private static KeyPair others;

	@BeforeAll
	static void makeKeys() throws Exception {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
		generator.initialize(2048);
		keys = generator.generateKeyPair();
		others = generator.generateKeyPair();
	}

	private static JwtProperties properties(@Nullable String secret, @Nullable String publicKey,
			@Nullable String jwkSetUri) {
		return new JwtProperties(secret, publicKey, jwkSetUri, ISSUER, List.of("stompbox"), List.of(),
				Duration.ofSeconds(10), List.of());
	}

	private static Authenticator authenticator(JwtProperties properties) {
		return new Authenticator("the-operators", AccessProperties.Access.DEFAULT, JwtConfiguration.reader(properties));
	}

	private static String pem(KeyPair pair) {
		return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
				+ "\n-----END PUBLIC KEY-----\n";
	}

	private static Map<String, Object> claims(Object... more) {
		Map<String, Object> claims = new LinkedHashMap<>(
				Tokens.claims("sub", "ana", "iss", ISSUER, "aud", "stompbox", "exp", LATER));
		claims.putAll(Tokens.claims(more));
		claims.values().removeIf("absent"::equals);
		return claims;
	}

	private static void assertRefused(Authenticator authenticator, String token) {
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> authenticator.authenticate(token, "192.0.2.1"))
			.satisfies((refused) -> {
				assertThat(refused.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
				assertThat(refused.detail()).isEqualTo("This token is not known here.");
				assertThat(refused.detail() + refused.hint()).doesNotContain(token, "expired since", ISSUER);
			});
	}

	@Test
	void aGoodTokenIsItsSubject() {
		Authenticator authenticator = authenticator(properties(SECRET, null, null));
		Caller caller = authenticator
			.authenticate(
					Tokens
						.hs256(SECRET_BYTES,
								claims("roles", List.of("staff", "x"), "subscribe", List.of("orders.ana.#"), "publish",
										"a.b c.#", "jti", "t-1", "realm", Map.of("groups", List.of("g")))),
					"192.0.2.1");
		assertThat(caller.name()).isEqualTo("ana");
		assertThat(caller.proof()).isEqualTo(Caller.Proof.JWT);
		assertThat(caller.roles()).isEqualTo(Set.of("staff", "x"));
		assertThat(caller.credential().expires()).isEqualTo(Instant.ofEpochSecond(LATER.getEpochSecond()));
		assertThat(caller.credential().id()).isEqualTo("t-1");
		assertThat(caller.credential().grants(Action.SUBSCRIBE)).hasToString("[orders.ana.#]");
		assertThat(caller.credential().grants(Action.PUBLISH)).hasToString("[a.b, c.#]");
		assertThat(caller.credential().claims()).containsEntry("realm.groups", Set.of("g")).doesNotContainKey("sub");
	}

	@Test
	@DisplayName("a token with a wrong claim or signature is refused, all in the same words")
	void aBadTokenIsRefused() {
		Authenticator authenticator = authenticator(properties(SECRET, null, null));
		String good = Tokens.hs256(SECRET_BYTES, claims());
		String[] parts = good.split("\\.");
		Instant now = Instant.now();
		List<String> bad = new ArrayList<>(List.of( //
				Tokens.unsigned(Map.of("alg", "none"), claims()), Tokens.unsigned(Map.of("alg", "NONE"), claims()),
				Tokens.unsigned(Map.of("alg", "HS256"), claims()),
				Tokens.hs256("another-secret-of-thirty-two-bytes-and-more".getBytes(StandardCharsets.UTF_8), claims()),
				Tokens.rs256(Map.of("alg", "RS256"), keys.getPrivate(), claims()),
				Tokens.hmac(Map.of("alg", "HS512"), SECRET_BYTES, claims()),
				Tokens.hs256(SECRET_BYTES, claims("iss", "https://evil.example")),
				Tokens.hs256(SECRET_BYTES, claims("iss", "absent")),
				Tokens.hs256(SECRET_BYTES, claims("aud", "another")),
				Tokens.hs256(SECRET_BYTES, claims("aud", "absent")),
				Tokens.hs256(SECRET_BYTES, claims("exp", now.minusSeconds(1))),
				Tokens.hs256(SECRET_BYTES, claims("exp", now.minusSeconds(3600))),
				Tokens.hs256(SECRET_BYTES, claims("nbf", now.plusSeconds(60))),
				Tokens.hs256(SECRET_BYTES, claims("exp", "soon")),
				parts[0] + '.' + parts[1].substring(0, parts[1].length() - 3) + "AAA." + parts[2],
				parts[0] + '.' + parts[1] + '.' + new StringBuilder(parts[2]).reverse(),
				parts[0] + '.' + parts[1] + '.', good + "x", good.substring(1), "eyJ.eyJ.x",
				"eyJhbGciOiJIUzI1NiJ9..x"));
		bad.forEach((token) -> assertRefused(authenticator, token));
		assertThat(authenticator.authenticate(good, "192.0.2.1").name()).isEqualTo("ana");
	}

	@Test
	@DisplayName("a public key does not sign, and names of keys lead nowhere")
	void aPublicKeyIsNoSecret() throws IOException {
		Authenticator authenticator = authenticator(properties(null, pem(keys), null));
		byte[] der = keys.getPublic().getEncoded();
		byte[] pem = pem(keys).getBytes(StandardCharsets.US_ASCII);
		assertRefused(authenticator, Tokens.hs256(pem, claims()));
		assertRefused(authenticator, Tokens.hs256(der, claims()));
		assertRefused(authenticator, Tokens.rs256(Map.of("alg", "RS256"), others.getPrivate(), claims()));
		assertRefused(authenticator,
				Tokens.hmac(Map.of("alg", "HS256", "kid", "../../dev/null"), new byte[1], claims()));
		assertRefused(authenticator,
				Tokens.rs256(
						Map.of("alg", "RS256", "jku", "http://127.0.0.1:1/", "jwk", jwk(others, "x").toJSONObject()),
						others.getPrivate(), claims()));
		assertThat(authenticator
			.authenticate(Tokens.rs256(Map.of("alg", "RS256", "kid", "any"), keys.getPrivate(), claims()), "192.0.2.1")
			.name()).isEqualTo("ana");
	}

	@Test
	void aPublicKeyMayBeInAFile(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("issuer.pem"), pem(keys));
		Authenticator authenticator = authenticator(properties(null, file.toString(), null));
		String token = Tokens.rs256(Map.of("alg", "RS256"), keys.getPrivate(), claims());
		assertThat(authenticator.authenticate(token, "192.0.2.1").name()).isEqualTo("ana");
		assertThatIllegalArgumentException().isThrownBy(() -> authenticator(properties(null, file + ".not", null)))
			.withMessageContaining("public-key");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "operator", "$server", "anonymous-c-1", "a\nb", "absent" })
	void aSubjectThatIsNoCallersNameIsRefused(String name) {
		assertRefused(authenticator(properties(SECRET, null, null)), Tokens.hs256(SECRET_BYTES, claims("sub", name)));
	}

	@Test
	void aClaimThatIsNoPatternIsRefused() {
		assertRefused(authenticator(properties(SECRET, null, null)),
				Tokens.hs256(SECRET_BYTES, claims("subscribe", List.of("a..b"))));
		assertRefused(authenticator(properties(SECRET, null, null)), Tokens.hs256(SECRET_BYTES, claims("roles",
				Stream.of("r").flatMap((r) -> IntStream.range(0, 300).mapToObj((i) -> r + i)).toList())));
	}

	@Test
	void theIssuersKeysAreFetchedKeptAndFollowed() throws IOException {
		AtomicInteger fetched = new AtomicInteger();
		AtomicReference<JWKSet> set = new AtomicReference<>(new JWKSet(jwk(keys, "one")));
		HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		issuer.createContext("/", (exchange) -> {
			fetched.incrementAndGet();
			byte[] body = set.get().toString().getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, body.length);
			try (OutputStream out = exchange.getResponseBody()) {
				out.write(body);
			}
		});
		issuer.start();
		try {
			Authenticator authenticator = authenticator(
					properties(null, null, "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys"));
			String one = Tokens.rs256(Map.of("alg", "RS256", "kid", "one"), keys.getPrivate(), claims());
			for (int i = 0; i < 20; i++) {
				assertThat(authenticator.authenticate(one, "192.0.2.1").name()).isEqualTo("ana");
			}
			assertThat(authenticator.authenticate(one, "192.0.2.1", false).name()).as("it is at hand").isEqualTo("ana");
			assertThat(fetched.get()).isLessThanOrEqualTo(2);
			String two = Tokens.rs256(Map.of("alg", "RS256", "kid", "two"), others.getPrivate(), claims());
			assertThatExceptionOfType(Refused.class)
				.isThrownBy(() -> authenticator.authenticate(two, "192.0.2.1", false));
			set.set(new JWKSet(List.of(jwk(keys, "one"), jwk(others, "two"))));
			assertThat(authenticator.authenticate(two, "192.0.2.1").name()).as("the new key").isEqualTo("ana");
			for (int i = 0; i < 50; i++) {
				assertRefused(authenticator,
						Tokens.rs256(Map.of("alg", "RS256", "kid", "no-" + i), others.getPrivate(), claims()));
			}
			assertRefused(authenticator,
					Tokens.hmac(Map.of("alg", "HS256", "kid", "one"), keys.getPublic().getEncoded(), claims()));
			assertRefused(authenticator,
					Tokens.rs256(Map.of("alg", "RS256", "kid", "../../dev/null"), others.getPrivate(), claims()));
			assertThat(fetched.get()).as("strangers' keys are not looked for each time").isLessThan(10);
		}
		finally {
			issuer.stop(0);
		}
	}

	private static JWK jwk(KeyPair pair, String id) {
		return new RSAKey.Builder((RSAPublicKey) pair.getPublic()).keyID(id).build();
	}

	@Test
	void severalIssuersAreToldApart() {
		JwtProperties.Issuer one = new JwtProperties.Issuer("one", SECRET, null, null, List.of(), List.of());
		JwtProperties.Issuer two = new JwtProperties.Issuer("two", null, pem(keys), null, List.of(), List.of());
		Authenticator authenticator = authenticator(
				new JwtProperties(null, null, null, null, List.of(), List.of(), Duration.ZERO, List.of(one, two)));
		assertThat(authenticator.authenticate(Tokens.hs256(SECRET_BYTES, claims("iss", "one")), "192.0.2.1").name())
			.isEqualTo("ana");
		assertThat(authenticator
			.authenticate(Tokens.rs256(Map.of("alg", "RS256"), keys.getPrivate(), claims("iss", "two")), "192.0.2.1")
			.name()).isEqualTo("ana");
		assertRefused(authenticator, Tokens.hs256(SECRET_BYTES, claims("iss", "two")));
		assertRefused(authenticator, Tokens.hs256(SECRET_BYTES, claims("iss", "three")));
		assertRefused(authenticator, Tokens.rs256(Map.of("alg", "RS256"), keys.getPrivate(), claims("iss", "one")));
	}

	@Test
	void aTokensTimeIsOverToTheSecond() {
		Authenticator authenticator = authenticator(properties(SECRET, null, null));
		Caller past = new Caller("ana", Caller.Proof.JWT, Set.of(),
				new Credential(Instant.now(), null, null, Map.of(), Map.of()));
		Caller later = new Caller("ana", Caller.Proof.JWT, Set.of(),
				new Credential(LATER, null, null, Map.of(), Map.of()));
		Refused over = authenticator.over(past);
		assertThat(over).isNotNull();
		assertThat(over.code()).isEqualTo(ErrorCode.TOKEN_EXPIRED);
		assertThat(authenticator.over(later)).isNull();
		assertThat(authenticator.over(Caller.operator())).isNull();
	}

	@Test
	void whatIsWrongIsNamedWithoutTheSecret() {
		assertThatIllegalArgumentException().isThrownBy(() -> properties("short-secret", null, null))
			.withMessageContaining("stompbox.jwt.secret")
			.withMessageContaining("32 bytes")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("short-secret"));
		assertThatIllegalArgumentException().isThrownBy(() -> properties(SECRET, pem(keys), null))
			.withMessageContaining("one of secret");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new JwtProperties(null, pem(keys), null, null, List.of(), List.of("HS256"), Duration.ZERO,
					List.of()))
			.withMessageContaining("stompbox.jwt.algorithms");
		for (String none : List.of("none", "NONE", "")) {
			assertThatIllegalArgumentException().isThrownBy(() -> new JwtProperties(SECRET, null, null, null, List.of(),
					List.of(none), Duration.ZERO, List.of()));
		}
		assertThat(properties(SECRET, null, null).toString()).doesNotContain(SECRET);
	}

	@Test
	@DisplayName("twenty wrong passcodes in a minute and the address has to wait")
	void anAddressCannotGuessOn() {
		Authenticator authenticator = new Authenticator("the-operators", new AccessProperties.Access(List.of(),
				List.of(), 20, Duration.ofSeconds(30), Duration.ofHours(1), Path.of("")),
				JwtConfiguration.reader(properties(SECRET, null, null)));
		for (int i = 0; i < 20; i++) {
			assertRefused(authenticator, "guess-" + i);
		}
		assertThatExceptionOfType(Refused.class)
			.isThrownBy(() -> authenticator.authenticate("the-operators", "192.0.2.1"))
			.satisfies((refused) -> {
				assertThat(refused.code()).isEqualTo(ErrorCode.TOO_MANY_GUESSES);
				assertThat(refused.property()).isEqualTo("stompbox.access.wrong-tokens");
			});
		assertThat(authenticator.authenticate("the-operators", "192.0.2.2").isOperator()).isTrue();
		assertThat(authenticator.authenticate(Tokens.hs256(SECRET_BYTES, claims()), "192.0.2.1").name())
			.as("a signed token is no guess")
			.isEqualTo("ana");
	}

	@Test
	void guessesAreForgottenAfterAMinuteAndBounded() {
		Guesses guesses = new Guesses(2);
		long now = 5;
		guesses.wrong("a", now);
		guesses.wrong("a", now);
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> guesses.check("a", now));
		guesses.check("a", now + Duration.ofSeconds(61).toNanos());
		for (int i = 0; i < 20_000; i++) {
			guesses.wrong("other-" + i, now);
		}
		guesses.check("a", now);
		guesses.wrong("other-19999", now);
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> guesses.check("other-19999", now));
	}

	@Test
	@DisplayName("who has an IPv6 network does not guess on by another address of it")
	void anIpv6NetworkGuessesAsOne() {
		Guesses guesses = new Guesses(2);
		guesses.wrong("[2001:db8:0:1::1]", 5);
		guesses.wrong("2001:db8:0:1:ffff:0:0:2", 5);
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> guesses.check("2001:db8:0:1::3", 5));
		guesses.check("2001:db8:0:2::1", 5);
		guesses.check("no:address", 5);
	}

}
