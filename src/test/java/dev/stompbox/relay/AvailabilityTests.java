package dev.stompbox.relay;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.stompbox.broker.RemoteListener;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;

/** RabbitMQ comes and goes, and each is said once. */
class AvailabilityTests {

	private final Availability availability = new Availability("rabbit:61613", "guest");

	private final List<String> told = new ArrayList<>();

	AvailabilityTests() {
		this.availability.listen(new RemoteListener() {

			@Override
			public void away(Refused why) {
				AvailabilityTests.this.told.add(why.code().code() + " " + why.detail() + " " + why.hint());
			}

			@Override
			public void back(String sentence) {
				AvailabilityTests.this.told.add(sentence);
			}

		});
	}

	@Test
	void untilItAnswersItIsAway() {
		assertThat(this.availability.away()).extracting(Refused::code).isEqualTo(ErrorCode.BROKER_UNREACHABLE);
		this.availability.up("RabbitMQ/4");
		assertThat(this.availability.away()).isNull();
		assertThat(this.told).containsExactly("RabbitMQ at rabbit:61613 is connected (RabbitMQ/4)");
		assertThat(this.availability.state().up()).isTrue();
	}

	@Test
	void eachChangeIsToldOnceWithItsCauseAndCure() {
		for (int i = 0; i < 3; i++) {
			this.availability.unreachable("Connection refused");
		}
		for (int i = 0; i < 3; i++) {
			this.availability.loginRefused("Access refused for user 'guest'");
		}
		assertThat(this.availability.state()).matches((state) -> !state.up() && state.detail().contains("refused"));
		this.availability.up("RabbitMQ/4");
		this.availability.up("RabbitMQ/4");
		assertThat(this.told).hasSize(3);
		assertThat(this.told.get(0))
			.startsWith("SB-103 RabbitMQ at rabbit:61613 cannot be reached (Connection refused)")
			.contains("rabbitmq_stomp");
		assertThat(this.told.get(1)).startsWith("SB-104 RabbitMQ at rabbit:61613 refused \"guest\"")
			.contains("stompbox.relay.login");
		assertThat(this.told.get(2)).startsWith("RabbitMQ at rabbit:61613 is back after 0 s");
	}

	@Test
	void clientsAreNotToldWhereItIs() {
		this.availability.unreachable("Connection refused");
		Refused away = this.availability.away();
		assertThat(away.detail() + away.hint()).doesNotContain("rabbit:61613");
	}

}
