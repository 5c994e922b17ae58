package dev.stompbox.access;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Names;
import dev.stompbox.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CredentialsTests {

	@Test
	void theTokenMakesTheOperator() {
		Caller caller = new Authenticator("s3cret-ä").authenticate("s3cret-ä", "192.0.2.1");
		assertThat(caller).isEqualTo(Caller.operator());
		assertThat(caller.authenticated()).isTrue();
		assertThat(caller.isOperator()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "s3cre", "s3crets", "S3CRET", " s3cret", "s3cret ", "s3cret\u0000" })
	void anyOtherTokenMakesNobodyAndIsNotRepeated(String token) {
		assertThatThrownBy(() -> new Authenticator("s3cret").authenticate(token, "192.0.2.1"))
			.isInstanceOfSatisfying(Refused.class, (refused) -> {
				assertThat(refused.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
				assertThat(refused.detail()).isEqualTo("This token is not known here.");
				assertThat(refused.detail() + refused.hint()).doesNotContain("s3cret");
			});
	}

	@Test
	void aTokenIsMadeWhenNoneIsConfigured() {
		OperatorToken first = OperatorToken.of(null);
		assertThat(first.made()).isTrue();
		assertThat(first.value()).matches("sb_[A-Za-z0-9_-]{24}").isNotEqualTo(OperatorToken.of("  ").value());
		assertThat(first.toString()).doesNotContain(first.value());
	}

	@Test
	void aConfiguredTokenIsTakenWithoutTheSpacesAroundIt() {
		OperatorToken token = OperatorToken.of(" mine\n");
		assertThat(token.value()).isEqualTo("mine");
		assertThat(token.made()).isFalse();
		assertThat(token).asString().doesNotContain("mine");
	}

	@Test
	void anonymousCallersAreToldApart() {
		assertThat(Caller.of(null, "c-1")).isNotEqualTo(Caller.of(null, "c-2"));
		assertThat(Caller.of(() -> "somebody else's principal", "c-1")).isEqualTo(Caller.anonymous("c-1"));
		assertThat(Caller.of(Caller.operator(), "c-1")).isEqualTo(Caller.operator());
		assertThat(Caller.anonymous("c-1").authenticated()).isFalse();
		assertThat(Caller.anonymous("c-1").isOperator()).isFalse();
	}

	@Test
	void noTwoNamesShareATopic() {
		Map<String, String> owners = new HashMap<>();
		for (List<String> characters : Names.all(
				List.of("a", "A", "0", "-", ".", "/", "~", "$", "*", "#", " ", "2", "e", "ä", "\u0000", "\uD83D\uDE00"),
				1, 3)) {
			String name = String.join("", characters);
			String before = owners.put(UserTopics.topicOf(name, "queue/x").name(), name);
			assertThat(before).as(name).isNull();
		}
	}

	@Test
	void noNameReachesIntoAnothersTopics() {
		for (String name : List.of("ana.queue", "ana/queue", "ana.queue.x", "../ana", "$USER")) {
			assertThat(UserTopics.topicOf(name, "queue/x").name()).doesNotStartWith(UserTopics.prefixOf("ana"));
			assertThat(UserTopics.topicOf(name, "queue/x").name().split("\\.")).as(name).hasSize(4);
		}
	}

	@Test
	void anOrdinaryNameStaysReadable() {
		assertThat(UserTopics.topicOf("ana@example+1", "queue/news")).hasToString("$USER.ana@example+1.queue.news");
		assertThat(UserTopics.topicOf("é", "topic/a.b")).hasToString("$USER.~c3~a9.topic.a.b");
	}

	@Test
	void aDestinationThatIsNoNameIsRefused() {
		assertThatThrownBy(() -> UserTopics.topicOf("ana", "queue/*")).isInstanceOf(Refused.class);
		assertThatThrownBy(() -> UserTopics.topicOf("ana", "queue/")).isInstanceOf(Refused.class);
		assertThatThrownBy(() -> UserTopics.topicOf("", "queue/x")).isInstanceOf(Refused.class);
		assertThatThrownBy(() -> UserTopics.topicOf("x".repeat(300), "queue/x")).isInstanceOf(Refused.class);
	}

	@Test
	void aProblemIsARefusalAsJson() {
		Problem problem = Problem.of(new Refused(ErrorCode.BAD_TOPIC, "\"a b\" is \u0001 bad.", "Do not."));
		assertThat(problem.status()).isEqualTo(400);
		assertThat(new String(problem.json(), java.nio.charset.StandardCharsets.UTF_8)).contains("\"code\":\"SB-505\"")
			.contains("\"hint\":\"Do not.\"")
			.contains("\\\"a b\\\" is \\u0001 bad.");
	}

}
