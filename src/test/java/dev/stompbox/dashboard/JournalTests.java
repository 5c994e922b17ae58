package dev.stompbox.dashboard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionLimits;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.FakeTransport;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;

/** Silence is a defect: what is written down of refusals, drops and cuts. */
class JournalTests {

	private final List<Incident> told = new ArrayList<>();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final Journal journal = new Journal(this.told::add, this.meters);

	private final Connections connections = new Connections(
			new ConnectionLimits(10, 1 << 20, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	private final Connection connection = this.connections.open("10.0.0.1:5", new FakeTransport());

	/** What it writes to the log would be noise here. */
	JournalTests() {
		((Logger) LoggerFactory.getLogger("dev.stompbox.journal")).setLevel(Level.WARN);
	}

	@AfterEach
	void stop() {
		this.connections.close();
	}

	@Test
	void aSlowClientIsToldWithCodeLimitAndProperty() {
		this.connections.listen(this.journal);
		this.connection.serve("stomp", "ana");
		this.connections.opened(this.connection);
		this.connection
			.close(Closed.limit(CloseReason.SLOW, "Too slow: more than 1 MB", "1 MB", "stompbox.limits.outbox"));
		assertThat(this.told).extracting(Incident::kind).containsExactly("open", "slow");
		Incident slow = this.told.get(1);
		assertThat(slow.code()).isEqualTo("SB-302");
		assertThat(slow.caller()).isEqualTo("ana");
		assertThat(slow.connection()).isEqualTo(this.connection.id());
		assertThat(slow.message()).isEqualTo("Too slow: more than 1 MB");
		assertThat(slow.limit()).isEqualTo("1 MB");
		assertThat(slow.property()).isEqualTo("stompbox.limits.outbox");
	}

	@Test
	void whoConnectsIsNamedAndWhoDoesSoAgainAndAgainIsCounted() {
		this.connections.listen(this.journal);
		this.connection.serve("stomp", "ana");
		for (int i = 0; i < 100; i++) {
			this.connection.connected();
		}
		assertThat(this.told).hasSize(Throttle.PER_SOURCE);
		assertThat(this.told.get(0)).extracting(Incident::kind, Incident::code, Incident::caller, Incident::message)
			.containsExactly("connect", null, "ana", "ana connected over stomp");
		assertThat(this.meters.counter("stompbox.events", "kind", "connect", "code", "none").count()).isEqualTo(100);
	}

	@Test
	void anOrdinaryEndHasNoCode() {
		this.journal.closed(this.connection, Closed.of(CloseReason.NORMAL, "Bye"));
		assertThat(this.told).singleElement().satisfies((incident) -> {
			assertThat(incident.kind()).isEqualTo("close");
			assertThat(incident.code()).isNull();
		});
	}

	@Test
	void aRefusedRequestIsToldWithWhereItCameFrom() {
		this.journal.refused("10.0.0.9", new Refused(ErrorCode.ORIGIN_REFUSED, "Not from there.", "Do not."));
		assertThat(this.told).singleElement().satisfies((incident) -> {
			assertThat(incident.kind()).isEqualTo("refuse");
			assertThat(incident.code()).isEqualTo("SB-202");
			assertThat(incident.message()).isEqualTo("Not from there. (10.0.0.9)");
		});
	}

	@Test
	void whatWentWrongIsNotPushedOutByWhoComesAndGoes() {
		this.journal.refused("10.0.0.9", new Refused(ErrorCode.BAD_TOPIC, "The first.", "Do not."));
		for (int i = 2; i <= 60; i++) {
			this.journal.happened("start", "start " + i);
		}
		assertThat(this.journal.last()).hasSize(11).extracting(Incident::seq).isSorted();
		assertThat(this.journal.last().get(0).message()).startsWith("The first.");
		assertThat(this.journal.last().get(10).message()).isEqualTo("start 60");
		assertThat(this.told).extracting(Incident::seq).isSorted().doesNotHaveDuplicates().hasSize(60);
	}

	@Test
	void ofWhatWentWrongTheLastFortyAreKept() {
		for (int i = 1; i <= 60; i++) {
			this.journal.refused("10.0.0." + i, new Refused(ErrorCode.BAD_TOPIC, "No. " + i, "Do not."));
		}
		assertThat(this.journal.last()).hasSize(40);
		assertThat(this.journal.last().get(0).seq()).isEqualTo(21);
	}

	@Test
	void aRefusalIsToldWithItsLimit() {
		this.journal.refused("c-1", new Refused(ErrorCode.BATCH_TOO_BIG, "Too many.", "Do not.").at("5", "a.property"));
		assertThat(this.told).singleElement()
			.extracting(Incident::limit, Incident::property)
			.containsExactly("5", "a.property");
	}

	/** No line that an attacker wrote. */
	@Test
	void nothingOfAClientsBeginsALineOfItsOwn() {
		this.connection.serve("stomp", "ana\r\nclose id=c-1\u2028x\u0085");
		this.journal.closed(this.connection, Closed.of(CloseReason.CUT, "One\nof \u001b[31mtwo"));
		this.journal.refused("10.0.0.9\n", new Refused(ErrorCode.BAD_TOPIC, "No\r\n.", "Do not."));
		assertThat(this.told).allSatisfy((incident) -> {
			assertThat(incident.message()).doesNotContainPattern("\\p{Cntrl}");
			assertThat(String.valueOf(incident.caller())).doesNotContainPattern("[\\p{Cntrl}\u2028\u0085]");
		});
	}

	@Test
	void aFloodIsToldInPartAndCountedInFull() {
		Refused refused = new Refused(ErrorCode.ORIGIN_REFUSED, "Not from there.", "Do not.");
		for (int i = 0; i < 5000; i++) {
			this.journal.refused("10.0.0.9:" + i, refused);
		}
		this.journal.refused("10.0.0.8", refused);
		this.journal.refused("10.0.0.9", new Refused(ErrorCode.BAD_TOPIC, "Another.", "Do not."));
		assertThat(this.told).hasSize(Throttle.PER_SOURCE + 2);
		this.journal.tick(System.nanoTime());
		assertThat(this.told).as("the window is not over").hasSize(Throttle.PER_SOURCE + 2);
		this.journal.tick(System.nanoTime() + Throttle.WINDOW);
		assertThat(this.told.get(this.told.size() - 1)).satisfies((incident) -> {
			assertThat(incident.kind()).isEqualTo("refuse");
			assertThat(incident.code()).isEqualTo("SB-202");
			assertThat(incident.message()).isEqualTo("4,980 more from 10.0.0.9 were left out within 10 s");
		});
		assertThat(this.meters.counter("stompbox.events", "kind", "refuse", "code", "SB-202").count()).isEqualTo(5001);
		assertThat(this.meters.counter("stompbox.events.left.out", "kind", "refuse").count()).isEqualTo(4980);
	}

	@Test
	void aFloodFromManyAddressesIsBoundedTooAndDoesNotHideWhatGoesWrong() {
		for (int i = 0; i < 3000; i++) {
			this.journal.refused("10.0." + i / 250 + '.' + i % 250,
					new Refused(ErrorCode.ORIGIN_REFUSED, "Not from there.", "Do not."));
		}
		this.journal.closed(this.connection, Closed.of(CloseReason.CUT, "Cut"));
		assertThat(this.told).hasSize(Throttle.PER_KIND + 1);
		assertThat(this.told.get(Throttle.PER_KIND).code()).isEqualTo("SB-121");
		this.journal.tick(System.nanoTime() + Throttle.WINDOW);
		assertThat(this.told).hasSizeLessThan(Throttle.PER_KIND + 20);
		assertThat(this.told.get(this.told.size() - 1).message()).contains("more from others");
	}

}
