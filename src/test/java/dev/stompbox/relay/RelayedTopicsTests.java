package dev.stompbox.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.stompbox.broker.Remote;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;
import dev.stompbox.stomp.Upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** REST and event streams on one link that comes and goes. */
class RelayedTopicsTests {

	private final FakeUpstream rabbitMq = new FakeUpstream();

	private final List<Runnable> later = new ArrayList<>();

	private final RelayedTopics topics = new RelayedTopics(this.rabbitMq, (task, when) -> this.later.add(task),
			() -> new Remote.State("rabbit:61613", true, 0, ""), Duration.ofMillis(200));

	private final List<String> told = new ArrayList<>();

	private void open() {
		this.topics.back("");
		listener().opened();
	}

	private Upstream.Listener listener() {
		if (this.rabbitMq.listener == null) {
			throw new AssertionError("No link was asked for");
		}
		return this.rabbitMq.listener;
	}

	private static Publication publication(String topic, String key) {
		return new Publication(new Topic(topic), null, Headers.NONE, new byte[0], key);
	}

	private Runnable subscribe(String pattern, String who) {
		return this.topics.subscribe(TopicPattern.parse(pattern), (message) -> this.told.add(who + text(message)),
				() -> this.told.add(who + "gap"));
	}

	private static String text(Message message) {
		return message.topic() + " " + new String(message.body());
	}

	private void message(String id, String destination, String body) {
		listener().message(Headers.builder(3)
			.add("subscription", id)
			.add("destination", destination)
			.add("timestamp", "5")
			.build(), body.getBytes());
	}

	@Test
	void namesAreRabbitMqs() {
		open();
		for (String topic : List.of("a.b", "$QUEUE.x.y", "$USER.ana.queue.x")) {
			this.topics.publish(publication(topic, null));
		}
		assertThat(this.rabbitMq.passed).containsExactly("SEND /topic/a.b null", "SEND /queue/x.y null",
				"SEND /topic/$USER.ana.queue.x null");
		assertThat(Names.topic("/queue/x.y")).isEqualTo("$QUEUE.x.y");
	}

	@Test
	void aPublicationIsDoneWhenItIsConfirmed() {
		open();
		this.rabbitMq.confirms = false;
		Refused refused = catchThrowableOfType(Refused.class, () -> this.topics.publish(publication("a", null)));
		assertThat(refused.code()).isEqualTo(ErrorCode.BROKER_UNREACHABLE);
		assertThat(refused.detail()).contains("not known").contains("receipt-timeout");
	}

	@Test
	void aKeyIsRefused() {
		open();
		Refused refused = catchThrowableOfType(Refused.class, () -> this.topics.publish(publication("a", "k")));
		assertThat(refused.code()).isEqualTo(ErrorCode.NOT_AVAILABLE);
		assertThat(this.rabbitMq.passed).isEmpty();
	}

	@Test
	void whileRabbitMqIsAwayItsReasonIsTold() {
		this.rabbitMq.away = Refusals.loginRefused();
		for (Runnable each : List.<Runnable>of(() -> this.topics.publish(publication("a", null)),
				() -> subscribe("a", ""))) {
			assertThat(catchThrowableOfType(Refused.class, each::run).code()).isEqualTo(ErrorCode.BROKER_LOGIN_REFUSED);
		}
	}

	@Test
	void aPatternIsSubscribedToOnceForAllWhoWantIt() {
		open();
		Runnable one = subscribe("a.*", "1 ");
		Runnable two = subscribe("a.*", "2 ");
		String id = this.rabbitMq.passed.get(0).replaceFirst(".* ", "");
		assertThat(this.rabbitMq.passed).containsExactly("SUBSCRIBE /topic/a.* " + id);
		message(id, "/topic/a.b", "x");
		one.run();
		message(id, "/topic/a.c", "y");
		two.run();
		message(id, "/topic/a.d", "z");
		assertThat(this.told).containsExactly("1 a.b x", "2 a.b x", "2 a.c y");
		assertThat(this.rabbitMq.passed).last().isEqualTo("UNSUBSCRIBE null " + id);
		subscribe("a.*", "3 ");
		assertThat(this.rabbitMq.passed).last().isNotEqualTo("SUBSCRIBE /topic/a.* " + id);
	}

	@Test
	void whoSubscribedIsToldOfTheGapWhenTheNewSubscriptionStands() {
		open();
		subscribe("a", "1 ");
		listener().failed(Refusals.broken());
		this.rabbitMq.confirms = false;
		this.later.forEach(Runnable::run);
		assertThat(this.rabbitMq.opened).isEqualTo(2);
		listener().opened();
		assertThat(this.told).isEmpty();
		listener().receipt(this.rabbitMq.receipts.get(this.rabbitMq.receipts.size() - 1));
		String id = this.rabbitMq.passed.get(0).replaceFirst(".* ", "");
		message(id, "/topic/a", "x");
		assertThat(this.told).containsExactly("1 gap", "1 a x");
	}

	@Test
	void aMessageBeforeTheConfirmationComesAfterTheGapToo() {
		open();
		subscribe("a", "1 ");
		listener().failed(Refusals.broken());
		this.rabbitMq.confirms = false;
		this.topics.back("");
		listener().opened();
		message(this.rabbitMq.passed.get(0).replaceFirst(".* ", ""), "/topic/a", "x");
		listener().receipt(this.rabbitMq.receipts.get(this.rabbitMq.receipts.size() - 1));
		assertThat(this.told).containsExactly("1 gap", "1 a x");
	}

	@Test
	void whoIsGoneMeanwhileIsNotSubscribedAgain() {
		open();
		Runnable gone = subscribe("a", "1 ");
		listener().failed(Refusals.broken());
		gone.run();
		this.rabbitMq.passed.clear();
		this.topics.back("");
		listener().opened();
		assertThat(this.rabbitMq.passed).isEmpty();
	}

	@Test
	void aSubscriptionThatIsNotConfirmedIsNone() {
		open();
		this.rabbitMq.confirms = false;
		assertThatThrownBy(() -> subscribe("a", "1 ")).isInstanceOf(Refused.class);
		assertThat(this.rabbitMq.passed).last().asString().startsWith("UNSUBSCRIBE");
	}

	@Test
	void rabbitMqsRefusalIsThatOfTheOnlyOneInFlight() {
		open();
		this.rabbitMq.confirms = false;
		Thread refusing = new Thread(() -> {
			while (this.rabbitMq.receipts.isEmpty()) {
				Thread.onSpinWait();
			}
			listener().failed(Refusals.refused("no"));
		});
		refusing.start();
		Refused refused = catchThrowableOfType(Refused.class, () -> this.topics.publish(publication("a", null)));
		assertThat(refused.code()).isEqualTo(ErrorCode.BROKER_REFUSED);
	}

}
