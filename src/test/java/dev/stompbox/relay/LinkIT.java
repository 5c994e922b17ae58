package dev.stompbox.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Refused;
import dev.stompbox.relay.LinkListener.Told;
import dev.stompbox.stomp.Upstream.Link;
import dev.stompbox.support.RabbitMq;
import dev.stompbox.support.RabbitMqClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A client's session at a real RabbitMQ, without the client. */
@Timeout(180)
class LinkIT {

	private static final byte[] NOTHING = new byte[0];

	private final RabbitMq rabbitMq = RabbitMq.shared();

	private final LinkListener listener = new LinkListener();

	private Availability availability;

	private SpringRelay relay;

	@BeforeEach
	void start() {
		begin(RabbitMq.LOGIN, RabbitMq.PASSCODE);
		await().atMost(Duration.ofSeconds(30)).until(() -> this.availability.away() == null);
	}

	private void begin(String login, String passcode) {
		RelayProperties properties = new RelayProperties("127.0.0.1", this.rabbitMq.port(), login, passcode, "/",
				Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(1), DataSize.ofKilobytes(256));
		this.availability = new Availability(properties.address(), properties.login());
		this.relay = new SpringRelay(properties, this.availability);
		this.relay.start();
	}

	@AfterEach
	void stop() {
		this.rabbitMq.thaw();
		this.rabbitMq.start();
		this.relay.stop();
	}

	private Link open(String version) {
		Link link = this.relay.open(version, this.listener);
		this.listener.next("opened");
		return link;
	}

	private static Headers headers(String... namesAndValues) {
		Headers.Builder headers = Headers.builder(namesAndValues.length / 2);
		for (int i = 0; i < namesAndValues.length; i += 2) {
			headers.add(namesAndValues[i], namesAndValues[i + 1]);
		}
		return headers.build();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.0", "1.1", "1.2" })
	void whatIsSentComesBackWithItsHeadersAndNothingElse(String version) {
		Link link = open(version);
		String id = "/temp-queue/@@ of a client, " + "x".repeat(300);
		link.pass("SUBSCRIBE", headers("id", id, "destination", "/topic/link." + version, "receipt", "1"), NOTHING);
		assertThat(this.listener.next("receipt").text()).isEqualTo("1");
		long before = System.currentTimeMillis();
		link.pass("SEND",
				headers("destination", "/topic/link." + version, "content-type", "none at all", "receipt", "2",
						"priority", "high", "CC", "x", "user-id", "ana", "x-queue-name", "mail", "a:b\\c", "d\ne\rf",
						"correlation-id", "c".repeat(300), "passcode", "secret", "ack", "7", "message-id", "8"),
				"ä\0b".getBytes());
		List<Told> both = List.of(this.listener.next(), this.listener.next());
		Told message = both.stream().filter((told) -> told.what().equals("message")).findFirst().orElseThrow();
		assertThat(both).anyMatch((told) -> told.what().equals("receipt") && told.text().equals("2"));
		assertThat(message.text()).isEqualTo("ä\0b");
		List<String> names = new ArrayList<>();
		message.headers().forEach((name, value) -> names.add(name));
		assertThat(names).containsExactlyInAnyOrder("timestamp", "subscription", "destination", "message-id",
				"content-type", "priority", "CC", "user-id", "x-queue-name", "a:b\\c", "correlation-id");
		assertThat(message.headers().get("subscription")).isEqualTo(id);
		assertThat(message.headers().get("content-type")).isEqualTo("none at all");
		assertThat(message.headers().get("a:b\\c")).isEqualTo("d\ne\rf");
		assertThat(message.headers().get("user-id")).isEqualTo("ana");
		assertThat(message.headers().get("correlation-id")).hasSize(300);
		assertThat(Long.parseLong(message.headers().get("timestamp"))).isBetween(before, System.currentTimeMillis());
		link.close();
	}

	@Test
	void aQueueHandsOutAsManyAsMayBeInFlightAndWhatIsLeftToOthers() {
		Link link = open("1.2");
		for (int i = 0; i < 3; i++) {
			link.pass("SEND", headers("destination", "/queue/link.work", "receipt", "s" + i), ("" + i).getBytes());
			assertThat(this.listener.next("receipt").text()).isEqualTo("s" + i);
		}
		link.pass("SUBSCRIBE",
				headers("id", "q", "destination", "/queue/link.work", "ack", "client-individual", "prefetch", "2"),
				NOTHING);
		Told first = this.listener.next("message");
		Told second = this.listener.next("message");
		assertThat(List.of(first.text(), second.text())).containsExactly("0", "1");
		link.pass("ACK", headers("id", first.headers().get("ack"), "receipt", "acked"), NOTHING);
		List<Told> both = List.of(this.listener.next(), this.listener.next());
		assertThat(both).extracting(Told::text).containsExactlyInAnyOrder("acked", "2");
		link.close();
		LinkListener other = new LinkListener();
		Link next = this.relay.open("1.2", other);
		other.next("opened");
		next.pass("SUBSCRIBE", headers("id", "q", "destination", "/queue/link.work", "ack", "client-individual"),
				NOTHING);
		List<Told> again = List.of(other.next("message"), other.next("message"));
		assertThat(again).extracting(Told::text).containsExactly("1", "2");
		assertThat(again).allMatch((told) -> "true".equals(told.headers().get("redelivered")));
		for (Told told : again) {
			next.pass("ACK", headers("id", told.headers().get("ack"), "receipt", told.text()), NOTHING);
			// Or the link might end before RabbitMQ has heard it.
			assertThat(other.next("receipt").text()).isEqualTo(told.text());
		}
		next.close();
		await().until(() -> this.rabbitMq.ctl("list_queues", "name", "messages").contains("link.work\t0"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.1", "1.2" })
	void aUsersOwnIsNotWhatAWildcardMeansAndTakesNobodysPlace(String version) {
		Link link = open(version);
		link.pass("SUBSCRIBE", headers("id", "1", "destination", "/topic/#", "ack", "client-individual", "prefetch",
				"1", "receipt", "1"), NOTHING);
		this.listener.next("receipt");
		link.pass("SEND", headers("destination", "/topic/$USER.ana.queue.x"), "secret".getBytes());
		link.pass("SEND", headers("destination", "/topic/link.open"), "open".getBytes());
		assertThat(this.listener.next("message").text()).isEqualTo("open");
		link.close();
	}

	@Test
	void aTransactionIsOneStep() {
		try (RabbitMqClient other = RabbitMqClient.connected(this.rabbitMq)) {
			other.subscribe("/topic/link.tx", "1");
			Link link = open("1.2");
			link.pass("BEGIN", headers("transaction", "t"), NOTHING);
			link.pass("SEND", headers("destination", "/topic/link.tx", "transaction", "t", "receipt", "in"),
					"a".getBytes());
			// RabbitMQ confirms what is in a transaction when that is committed.
			assertThat(other.silentFor(Duration.ofMillis(300))).isTrue();
			assertThat(this.listener.unasked()).isZero();
			link.pass("COMMIT", headers("transaction", "t", "receipt", "done"), NOTHING);
			assertThat(List.of(this.listener.next("receipt").text(), this.listener.next("receipt").text()))
				.containsExactlyInAnyOrder("in", "done");
			assertThat(other.message().text()).isEqualTo("a");
			link.close();
		}
	}

	@Test
	void whatWasPassedOnBeforeTheLinkIsClosedArrives() {
		try (RabbitMqClient other = RabbitMqClient.connected(this.rabbitMq)) {
			other.subscribe("/topic/link.last", "1");
			Link link = open("1.2");
			// Unread messages at the time of the close must not take along what was sent.
			link.pass("SUBSCRIBE", headers("id", "1", "destination", "/topic/link.last"), NOTHING);
			for (int i = 0; i < 500; i++) {
				link.pass("SEND", headers("destination", "/topic/link.last"), ("" + i).getBytes());
			}
			link.close();
			for (int i = 0; i < 500; i++) {
				assertThat(other.message().text()).isEqualTo("" + i);
			}
		}
		await().until(() -> stompConnections() == 1);
	}

	private long stompConnections() {
		return this.rabbitMq.ctl("list_stomp_connections", "auth_login").lines().filter(RabbitMq.LOGIN::equals).count();
	}

	@Test
	void rabbitMqsOwnErrorIsToldInItsWords() {
		Link link = open("1.2");
		link.pass("SUBSCRIBE", headers("id", "1", "destination", "/nowhere/x", "receipt", "1"), NOTHING);
		Told told = this.listener.next("failed");
		assertThat(told.refused().code()).isEqualTo(ErrorCode.BROKER_REFUSED);
		assertThat(told.refused().detail()).contains("/nowhere/x");
		link.pass("SEND", headers("destination", "/topic/x"), NOTHING);
		link.close();
		await().until(() -> stompConnections() == 1);
		assertThat(this.listener.unasked()).isZero();
	}

	@Test
	void aSilentLinkStaysAndOneWhoseOtherEndIsSilentDoesNot() {
		Link link = open("1.2");
		link.pass("SUBSCRIBE", headers("id", "1", "destination", "/topic/link.silent"), NOTHING);
		// Longer than either side would wait for a sign of life.
		try (RabbitMqClient other = RabbitMqClient.connected(this.rabbitMq)) {
			assertThat(other.silentFor(Duration.ofSeconds(5))).isTrue();
			other.send("SEND", "hi", "destination:/topic/link.silent");
		}
		assertThat(this.listener.next("message").text()).isEqualTo("hi");
		this.rabbitMq.freeze();
		assertThat(this.listener.next("failed").refused().code()).isEqualTo(ErrorCode.BROKER_UNREACHABLE);
		await().atMost(Duration.ofSeconds(10)).until(() -> this.availability.away() != null);
		this.rabbitMq.thaw();
		await().atMost(Duration.ofSeconds(15)).until(() -> this.availability.away() == null);
	}

	@Test
	void whatWaitsIsCountedAndBounded() {
		Link link = open("1.2");
		link.pass("SEND", headers("destination", "/topic/link.count", "receipt", "1"), new byte[100_000]);
		this.listener.next("receipt");
		await().until(() -> link.pending() == 0);
		assertThat(this.listener.written).hasPositiveValue();
		this.rabbitMq.freeze();
		long most = 0;
		for (int i = 0; i < 10_000 && this.listener.unasked() == 0; i++) {
			link.pass("SEND", headers("destination", "/topic/link.count"), new byte[64_000]);
			most = Math.max(most, link.pending());
		}
		Refused why = this.listener.next("failed").refused();
		assertThat(why.code()).isEqualTo(ErrorCode.BROKER_UNREACHABLE);
		assertThat(why.property()).isEqualTo("stompbox.relay.outbox");
		assertThat(most).isBetween(256L * 1024, 256L * 1024 + 70_000);
		await().atMost(Duration.ofSeconds(10)).until(() -> link.pending() == 0);
	}

	@Test
	void aLinkEndsWithRabbitMqAndIsRefusedWhileItIsAway() {
		open("1.2");
		this.rabbitMq.kill();
		assertThat(this.listener.next("failed").refused().code()).isEqualTo(ErrorCode.BROKER_UNREACHABLE);
		await().atMost(Duration.ofSeconds(10)).until(() -> this.availability.away() != null);
		assertThatThrownBy(() -> this.relay.open("1.2", this.listener)).isInstanceOf(Refused.class)
			.hasMessageContaining("cannot be reached");
		this.rabbitMq.start();
		await().atMost(Duration.ofSeconds(10)).until(() -> this.availability.away() == null);
		open("1.2").close();
		assertThat(this.listener.unasked()).isZero();
	}

	@Test
	void aLoginThatIsTakenAwayIsToldAsSuch() {
		this.relay.stop();
		this.rabbitMq.ctl("add_user", "changing", "one");
		this.rabbitMq.ctl("set_permissions", "changing", ".*", ".*", ".*");
		try {
			begin("changing", "one");
			await().atMost(Duration.ofSeconds(30)).until(() -> this.availability.away() == null);
			this.rabbitMq.ctl("change_password", "changing", "two");
			this.relay.open("1.2", this.listener);
			Refused why = this.listener.next("failed").refused();
			assertThat(why.code()).isEqualTo(ErrorCode.BROKER_LOGIN_REFUSED);
			assertThat(this.availability.away()).isNull();
		}
		finally {
			this.rabbitMq.ctl("delete_user", "changing");
		}
	}

	@Test
	void aLinkThatIsClosedBeforeItIsOpenLeavesNothing() {
		for (int i = 0; i < 20; i++) {
			this.relay.open("1.2", this.listener).close();
		}
		await().atMost(Duration.ofSeconds(20)).until(() -> stompConnections() == 1);
		assertThat(this.listener.unasked()).isZero();
	}

}
