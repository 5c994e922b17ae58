package dev.stompbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.stompbox.support.Api;
import dev.stompbox.support.EventStreamClient;
import dev.stompbox.support.EventStreamClient.Event;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.RabbitMq;
import dev.stompbox.support.RabbitMqClient;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** HTTP and event streams on a real RabbitMQ. */
@Timeout(240)
class RelayIT {

	private static final Duration SOON = Duration.ofSeconds(20);

	private static RabbitMq rabbitMq;

	private static StompboxServer server;

	private static Api operator;

	@BeforeAll
	static void start() {
		rabbitMq = RabbitMq.shared();
		server = relayed();
		operator = server.operator();
		await().atMost(SOON).until(() -> ready(operator));
	}

	private static StompboxServer relayed() {
		return relayed(RabbitMq.LOGIN, RabbitMq.PASSCODE);
	}

	private static StompboxServer relayed(String login, String passcode) {
		List<String> arguments = new ArrayList<>(List.of(rabbitMq.relay(login, passcode)));
		arguments.add("--stompbox.relay.heart-beat=1s");
		arguments.add("--stompbox.relay.receipt-timeout=3s");
		return StompboxServer.start(arguments.toArray(String[]::new));
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	private static boolean ready(Api api) {
		return api.get("/actuator/health/readiness").status() == 200;
	}

	private static Event message(EventStreamClient events) {
		Event next = events.next();
		while (next.type().equals("comment")) {
			next = events.next();
		}
		return next;
	}

	@Test
	void whatIsPublishedOverHttpComesOutOfEventStreamsThroughRabbitMq() {
		try (EventStreamClient exact = operator.events("relay.a");
				EventStreamClient same = operator.events("relay.a");
				EventStreamClient pattern = operator.events("relay.*")) {
			HttpAnswer answer = operator.publish("relay.a", "one", "Content-Type: not a type");
			assertThat(answer.status()).isEqualTo(201);
			assertThat(answer.json().propertyNames()).containsExactly("topic");
			operator.publish("relay.b.c", "no");
			operator.publish("relay.b", "two");
			operator.publish("relay.a", new byte[] { (byte) 0xff, 0 });
			for (EventStreamClient events : List.of(exact, same, pattern)) {
				assertThat(message(events).data()).isEqualTo("one");
				if (events == pattern) {
					assertThat(message(events).data()).isEqualTo("two");
				}
				assertThat(message(events)).matches((event) -> event.type().equals("binary"));
			}
			assertThat(operator.get("/api/connections").json().get("total").asInt()).isEqualTo(3);
		}
		// One subscription for both of relay.a, and none when they are gone.
		await().atMost(SOON).until(() -> {
			// That a client is gone is seen when it is written to.
			operator.publish("relay.a", "x");
			return operator.get("/api/connections").json().get("total").asInt() == 0
					&& !rabbitMq.ctl("list_queues", "name").contains("stomp-subscription");
		});
	}

	@Test
	void otherClientsOfRabbitMqSeeWhatIsPublishedHereAndTheOtherWayRound() {
		try (RabbitMqClient other = RabbitMqClient.connected(rabbitMq);
				EventStreamClient events = operator.events("chat.1")) {
			other.subscribe("/topic/chat.1", "1");
			operator.publish("chat.1", "{}", "Content-Type: application/json");
			StompFrame first = other.message();
			assertThat(first.text()).isEqualTo("{}");
			assertThat(first.header("content-type")).isEqualTo("application/json");
			assertThat(first.header("timestamp")).hasSize(13);
			assertThat(first.headers()).doesNotContainKey("persistent");
			assertThat(message(events).data()).isEqualTo("{}");
			HttpAnswer batch = operator.batch("""
					[{"topic": "chat/1", "body": "by another spelling", "headers": {
						"user-id": "ana", "CC": "x", "priority": "high", "x-max-priority": "y", "color": "red"}}]""");
			assertThat(batch.json().get(0).get("status").asInt()).as(batch.toString()).isEqualTo(201);
			StompFrame second = other.message();
			assertThat(second.header("color")).isEqualTo("red");
			assertThat(second.header("x-stompbox-user-id")).isEqualTo("ana");
			assertThat(message(events).data()).isEqualTo("by another spelling");
			other.send("SEND", "from afar", "destination:/topic/chat.1", "content-type:bogus");
			assertThat(message(events).data()).isEqualTo("from afar");
			other.send("SEND", "for a user", "destination:/topic/$USER.ana.queue.news");
		}
	}

	@Test
	void aStompClientIsPassedOn() {
		try (StompClient ana = StompClient.operator(server); EventStreamClient events = operator.events("relay.ws")) {
			ana.subscribe("/topic/relay/ws", "mine@@1");
			ana.publish("/topic/relay.ws", "hi", "content-type:text/plain", "CC:x");
			StompFrame message = ana.message();
			assertThat(message.text()).isEqualTo("hi");
			assertThat(message.header("subscription")).isEqualTo("mine@@1");
			assertThat(message.header("CC")).isEqualTo("x");
			assertThat(message(events).data()).isEqualTo("hi");
			assertThat(ana.confirm("DISCONNECT", "").command()).isEqualTo("RECEIPT");
		}
	}

	@Test
	void aUsersOwnIsNotInEverything() {
		try (RabbitMqClient other = RabbitMqClient.connected(rabbitMq);
				EventStreamClient events = operator.events("%23")) {
			other.confirm("SEND", "secret", "destination:/topic/$USER.ana.queue.news");
			other.confirm("SEND", "open", "destination:/topic/relay.open");
			assertThat(message(events).data()).isEqualTo("open");
		}
	}

	@Test
	void whatRabbitMqCannotKeepIsRefusedAndNeverIgnored() {
		HttpAnswer answer = operator.publish("relay.key", "x", "Idempotency-Key: 1");
		assertThat(answer.status()).isEqualTo(501);
		assertThat(answer.json().get("code").asString()).isEqualTo("SB-110");
		assertThat(server.anybody().publish("relay.key", "x").status()).isEqualTo(401);
	}

	@Test
	void nothingIsLostInSilenceWhenRabbitMqIsAwayForTwentySeconds() throws Exception {
		AtomicBoolean over = new AtomicBoolean();
		AtomicInteger refused = new AtomicInteger();
		List<String> odd = Collections.synchronizedList(new ArrayList<>());
		await().atMost(SOON).until(() -> ready(operator));
		int logged = server.log().length();
		Set<String> accepted = Collections.synchronizedSet(new LinkedHashSet<>());
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try (EventStreamClient events = operator.events("relay.load")) {
			for (int p = 0; p < 2; p++) {
				String publisher = "p" + p + "-";
				threads.submit(() -> {
					for (int i = 0; !over.get(); i++) {
						HttpAnswer answer = operator.publish("relay.load", publisher + i);
						if (answer.status() == 201) {
							accepted.add(publisher + i);
						}
						else if (answer.status() == 503 && answer.header("Retry-After").equals("5")
								&& answer.json().get("code").asString().equals("SB-103")) {
							refused.incrementAndGet();
						}
						else {
							odd.add(answer.toString());
						}
					}
				});
			}
			await().atMost(SOON).until(() -> accepted.size() > 100);
			rabbitMq.stop();
			await().atMost(SOON).until(() -> !ready(operator));
			assertThat(operator.get("/actuator/health/liveness").status()).isEqualTo(200);
			await().atMost(SOON).until(() -> refused.get() > 100);
			await().atMost(SOON).pollDelay(Duration.ofSeconds(10)).until(() -> true);
			int before = accepted.size();
			rabbitMq.start();
			await().atMost(Duration.ofSeconds(5)).until(() -> ready(operator));
			await().atMost(SOON).until(() -> accepted.size() > before + 100);
			over.set(true);
			threads.shutdown();
			assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
			assertThat(odd).isEmpty();
			assertEveryAcceptedOneCameOrLiesInTheGap(events, accepted, before);
		}
		assertThat(server.log().substring(logged)).containsOnlyOnce("SB-103 RabbitMQ at ")
			.containsOnlyOnce(" is back after ");
	}

	private static void assertEveryAcceptedOneCameOrLiesInTheGap(EventStreamClient events, Set<String> accepted,
			int beforeReturn) {
		operator.publish("relay.load", "end");
		Set<String> came = new LinkedHashSet<>();
		int gaps = 0;
		for (Event next = message(events); !next.data().equals("end"); next = message(events)) {
			if (next.type().equals("gap")) {
				assertThat(next.data()).contains("\"recovered\":false", "SB-103");
				gaps++;
			}
			else {
				assertThat(came.add(next.data())).as(next.data()).isTrue();
			}
		}
		assertThat(gaps).isEqualTo(1);
		List<String> missing = new ArrayList<>(accepted);
		missing.removeAll(came);
		// Those that RabbitMQ confirmed and had not delivered when it went.
		List<String> afterReturn = new ArrayList<>(accepted).subList(beforeReturn, accepted.size());
		assertThat(missing).noneMatch(afterReturn::contains);
		assertThat(missing).hasSizeLessThan(50);
	}

	@Test
	void aFrozenRabbitMqIsFoundAndTakesNobodyAlong() {
		try (EventStreamClient events = operator.events("relay.frozen")) {
			rabbitMq.freeze();
			long asked = System.nanoTime();
			HttpAnswer answer = operator.publish("relay.frozen", "x");
			assertThat(answer.status()).isEqualTo(503);
			assertThat(answer.json().get("detail").asString()).containsAnyOf("not known", "broke");
			assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
			await().atMost(SOON).until(() -> !ready(operator));
			rabbitMq.thaw();
			await().atMost(SOON).until(() -> ready(operator));
			assertThat(message(events).type()).isEqualTo("gap");
			await().atMost(SOON).until(() -> operator.publish("relay.frozen", "again").status() == 201);
			Event next = message(events);
			assertThat(next.data()).isIn("x", "again");
		}
		finally {
			rabbitMq.thaw();
			await().atMost(SOON).until(() -> ready(operator));
		}
	}

	@Test
	void aServerThatIsStartedBeforeRabbitMqTakesItWhenItComes() {
		rabbitMq.stop();
		try (StompboxServer early = relayed()) {
			Api api = early.operator();
			HttpAnswer health = api.get("/actuator/health/readiness");
			assertThat(health.status()).isEqualTo(503);
			assertThat(health.text()).contains("SB-103").doesNotContain("127.0.0.1");
			assertThat(api.get("/actuator/health/liveness").status()).isEqualTo(200);
			HttpAnswer refused = api.publish("relay.early", "x");
			assertThat(refused.status()).isEqualTo(503);
			assertThat(refused.header("Retry-After")).isEqualTo("5");
			assertThatThrownBy(() -> api.events("relay.early")).hasMessageContaining("503")
				.hasMessageContaining("SB-103");
			assertThat(api.get("/api/connections").json().get("total").asInt()).isZero();
			assertThat(early.log()).containsOnlyOnce("SB-103 RabbitMQ at 127.0.0.1:" + rabbitMq.port());
			rabbitMq.start();
			await().atMost(Duration.ofSeconds(5)).until(() -> ready(api));
			try (EventStreamClient events = api.events("relay.early")) {
				assertThat(api.publish("relay.early", "hi").status()).isEqualTo(201);
				assertThat(message(events).data()).isEqualTo("hi");
			}
			assertThat(early.stop()).isIn(0, 143);
			assertThat(early.log()).doesNotContain(RabbitMq.PASSCODE, "Exception");
		}
		finally {
			rabbitMq.start();
			await().atMost(SOON).until(() -> ready(operator));
		}
	}

	@Test
	void aLoginThatRabbitMqDoesNotKnowIsSaidAndTriedAgain() {
		try (StompboxServer stranger = relayed("nobody", "wr0ng")) {
			Api api = stranger.operator();
			await().atMost(SOON).until(() -> stranger.log().contains("SB-104"));
			assertThat(stranger.log()).contains("refused \"nobody\"").contains("stompbox.relay.login");
			HttpAnswer refused = api.publish("relay.stranger", "x");
			assertThat(refused.status()).isEqualTo(503);
			assertThat(refused.json().get("code").asString()).isEqualTo("SB-104");
			assertThat(api.get("/actuator/health/readiness").text()).contains("SB-104");
			rabbitMq.ctl("add_user", "nobody", "wr0ng");
			rabbitMq.ctl("set_permissions", "nobody", ".*", ".*", ".*");
			await().atMost(SOON).until(() -> api.publish("relay.stranger", "x").status() == 201);
			assertThat(stranger.log()).containsOnlyOnce("SB-104").doesNotContain("wr0ng");
		}
		finally {
			rabbitMq.ctl("delete_user", "nobody");
		}
	}

	@Test
	void whatRabbitMqRefusesIsToldInItsWordsAndHarmsNobodyElse() {
		rabbitMq.ctl("add_user", "poor", "pw");
		rabbitMq.ctl("set_permissions", "poor", "stomp.*", "stomp.*", ".*");
		try (StompboxServer server = relayed("poor", "pw")) {
			Api api = server.operator();
			await().atMost(SOON).until(() -> ready(api));
			ConcurrentLinkedQueue<String> codes = new ConcurrentLinkedQueue<>();
			await().atMost(SOON).until(() -> {
				HttpAnswer answer = api.publish("relay.poor", "x");
				codes.add(answer.status() + answer.json().get("code").asString());
				return answer.text().contains("amq.topic");
			});
			assertThat(codes).contains("502SB-105");
			assertThat(ready(api)).isTrue();
		}
		finally {
			rabbitMq.ctl("delete_user", "poor");
		}
	}

}
