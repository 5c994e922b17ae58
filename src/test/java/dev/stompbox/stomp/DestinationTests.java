package dev.stompbox.stomp;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.stompbox.access.Caller;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DestinationTests {

	private static final Caller ANA = new Caller("ana", Caller.Proof.TOKEN, Set.of());

	@ParameterizedTest
	@CsvSource({ "/topic/demo.a, demo.a", "/topic/demo/a, demo.a", "/topic/demo.*, demo.*",
			"/user/queue/replies, $USER.ana.queue.replies", "/user/topic/a/b, $USER.ana.topic.a.b" })
	void whatASubscriptionIsFor(String text, String pattern) {
		assertThat(Destination.pattern(Destination.toSubscribe(text, ANA))).hasToString(pattern);
	}

	@ParameterizedTest
	@CsvSource({ "/user/bob/queue/x, FORBIDDEN", "/user/ana/queue/x, FORBIDDEN", "/user/, FORBIDDEN",
			"/app/echo, BAD_TOPIC", "/queue/x.*, BAD_TOPIC", "/queue/$x, BAD_TOPIC", "/users/queue/x, BAD_TOPIC",
			"user/queue/x, BAD_TOPIC", "/USER/queue/x, BAD_TOPIC", "topic, BAD_TOPIC", "'', BAD_TOPIC" })
	void whatNobodySubscribesTo(String text, ErrorCode code) {
		assertRefused(code, () -> Destination.toSubscribe(text, ANA));
	}

	@Test
	void whatASendIsFor() {
		assertThat(Destination.toSend("/topic/demo.a")).isEqualTo(new Destination.OfTopic("demo.a"));
		assertThat(Destination.toSend("/app/echo")).isEqualTo(new Destination.OfFunction("echo"));
		assertThat(Destination.toSend("/user/bob/queue/x")).isEqualTo(new Destination.OfUser("bob", "queue/x"));
		assertThat(Destination.toSend("/user/queue/queue/x")).as("a user may be called queue")
			.isEqualTo(new Destination.OfUser("queue", "queue/x"));
	}

	@ParameterizedTest
	@CsvSource({ "/user/queue/x, BAD_TOPIC", "/user/bob, BAD_TOPIC", "/user/bob/x, BAD_TOPIC", "/user/, BAD_TOPIC",
			"/queue/, BAD_TOPIC", "/, BAD_TOPIC", "'', BAD_TOPIC", "/exchange/x, BAD_TOPIC" })
	void whatNobodySendsTo(String text, ErrorCode code) {
		assertRefused(code, () -> Destination.toSend(text));
	}

	private static void assertRefused(ErrorCode code, Runnable action) {
		assertThatThrownBy(action::run).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.code()).isEqualTo(code));
	}

}
