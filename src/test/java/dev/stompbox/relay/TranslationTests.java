package dev.stompbox.relay;

import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.message.Headers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/** Headers to RabbitMQ and back. */
class TranslationTests {

	private static Headers headers(String... namesAndValues) {
		Headers.Builder headers = Headers.builder(namesAndValues.length / 2);
		for (int i = 0; i < namesAndValues.length; i += 2) {
			headers.add(namesAndValues[i], namesAndValues[i + 1]);
		}
		return headers.build();
	}

	private static Map<String, String> map(Headers headers) {
		Map<String, String> map = new LinkedHashMap<>();
		headers.forEach(map::put);
		return map;
	}

	@Test
	void whatIsSentHasATimeAndIsKeptInQueuesOnly() {
		long before = System.currentTimeMillis();
		Map<String, String> topic = map(
				Translation.toRabbitMq("SEND", headers("destination", "/topic/a", "timestamp", "1")));
		assertThat(topic).containsOnlyKeys("destination", "timestamp");
		assertThat(Long.parseLong(topic.get("timestamp"))).isBetween(before, System.currentTimeMillis());
		assertThat(map(Translation.toRabbitMq("SEND", headers("destination", "/queue/a", "persistent", "false"))))
			.containsEntry("persistent", "true");
	}

	@ParameterizedTest
	@ValueSource(strings = { "login", "passcode", "Authorization", "authorization", "idempotency-key", "message-id",
			"subscription", "ack", "redelivered", "user-name" })
	void whatIsTheServersDoesNotTravel(String name) {
		assertThat(map(Translation.toRabbitMq("SEND", headers("destination", "/topic/a", name, "x"))))
			.containsOnlyKeys("destination", "timestamp");
		assertThat(map(Translation.toClient(headers("x-stompbox-" + name, "forged")))).containsOnlyKeys("timestamp");
	}

	@ParameterizedTest
	@CsvSource({ "user-id,ana", "CC,x", "BCC,x", "durable,false", "exclusive,true", "auto-delete,true", "priority,high",
			"priority,-1", "priority,''", "expiration,soon", "expiration,99999999999", "x-queue-name,mail",
			"x-dead-letter-exchange,amq.topic", "x-anything,1", "reply-to,/temp-queue/a", "x-stompbox-a,b" })
	void whatRabbitMqWouldActOnTravelsUnderAnotherNameAndComesBack(String name, String value) {
		Headers sent = Translation.toRabbitMq("SEND", headers("destination", "/topic/a", name, value));
		assertThat(map(sent)).doesNotContainKey(name).containsEntry("x-stompbox-" + name, value);
		assertThat(map(Translation.toClient(sent))).containsEntry(name, value);
	}

	@ParameterizedTest
	@CsvSource({ "priority,5", "expiration,60000", "reply-to,/queue/a", "correlation-id,c", "color,red", "cc,x" })
	void otherHeadersTravelAsTheyAre(String name, String value) {
		Headers sent = Translation.toRabbitMq("SEND", headers("destination", "/topic/a", name, value));
		assertThat(map(sent)).containsEntry(name, value);
		assertThat(map(Translation.toClient(sent))).containsEntry(name, value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "content-type", "correlation-id", "type", "app-id" })
	void whatIsLongerThanAmqpHasRoomForComesBackAllTheSame(String name) {
		String longest = "ä".repeat(127);
		assertThat(map(Translation.toRabbitMq("SEND", headers(name, longest)))).containsEntry(name, longest);
		Headers sent = Translation.toRabbitMq("SEND", headers(name, longest + "xx"));
		assertThat(map(sent)).doesNotContainKey(name);
		assertThat(map(Translation.toClient(sent))).containsEntry(name, longest + "xx");
	}

	@Test
	void ofASubscriptionOnlyWhatStompKnowsPasses() {
		assertThat(map(Translation.toRabbitMq("SUBSCRIBE",
				headers("id", "1", "destination", "/topic/a", "ack", "client", "prefetch", "7", "receipt", "r",
						"x-queue-name", "mail", "durable", "true", "auto-delete", "false", "exclusive", "false"))))
			.containsExactly(entry("id", "1"), entry("destination", "/topic/a"), entry("ack", "client"),
					entry("prefetch-count", "7"), entry("receipt", "r"), entry("exclusive", "true"));
		assertThat(map(Translation.toRabbitMq("SUBSCRIBE", headers("id", "1", "destination", "/queue/a"))))
			.containsOnlyKeys("id", "destination");
		assertThat(map(Translation.toRabbitMq("NACK", headers("id", "1", "requeue", "false", "x", "y"))))
			.containsOnlyKeys("id", "requeue");
	}

	@Test
	void ofAMessageWhatIsRabbitMqsAndItsPublishersOwnIsLeftOut() {
		assertThat(map(Translation.toClient(
				headers("subscription", "1", "destination", "/topic/a", "message-id", "T", "ack", "T", "timestamp",
						"1700000000000", "redelivered", "false", "persistent", "1", "receipt", "r7", "transaction", "t",
						"passcode", "secret", "user-id", "billing", "content-length", "3", "color", "red"))))
			.containsOnlyKeys("timestamp", "subscription", "destination", "message-id", "ack", "color");
		assertThat(map(Translation.toClient(headers("redelivered", "true")))).containsEntry("redelivered", "true");
	}

	@ParameterizedTest
	@CsvSource({ "1700000000000,1700000000000", "1700000000,1700000000000", "0,0" })
	void aTimeIsInMilliseconds(String came, String told) {
		assertThat(map(Translation.toClient(headers("timestamp", came)))).containsEntry("timestamp", told);
	}

	@ParameterizedTest
	@ValueSource(strings = { "yesterday", "", "-5", "99999999999999999999" })
	void aTimeThatIsNoneIsThatOfItsArrival(String came) {
		long before = System.currentTimeMillis();
		assertThat(Long.parseLong(map(Translation.toClient(headers("timestamp", came))).get("timestamp")))
			.isBetween(before, System.currentTimeMillis());
	}

}
