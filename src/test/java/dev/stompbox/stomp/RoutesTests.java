package dev.stompbox.stomp;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.stompbox.message.Topic;

import static org.assertj.core.api.Assertions.assertThat;

class RoutesTests {

	private final Routes routes = new Routes();

	@Test
	void whatWasAddedIsFoundAsItWas() {
		Topic topic = Topic.parse("demo.a");
		assertThat(this.routes.find("/topic/demo.a")).isNull();
		this.routes.add("/topic/demo.a", topic);
		assertThat(this.routes.find("/topic/demo.a")).isSameAs(topic);
		assertThat(this.routes.find("/topic/demo/a")).isNull();
	}

	/**
	 * However many there are: an answer is right or there is none, and most are there.
	 */
	@Test
	void manyPushEachOtherOutAndAreNeverMistaken() {
		IntStream.range(0, 100_000).forEach((i) -> this.routes.add("/topic/demo.t" + i, Topic.parse("demo.t" + i)));
		long found = IntStream.range(0, 100_000).filter((i) -> {
			Topic topic = this.routes.find("/topic/demo.t" + i);
			assertThat(topic).satisfiesAnyOf((none) -> assertThat(none).isNull(),
					(one) -> assertThat(one.name()).isEqualTo("demo.t" + i));
			return topic != null;
		}).count();
		assertThat(found).isBetween(1_000L, 1L << 14);
	}

	@Test
	void aThousandAreAllThere() {
		IntStream.range(0, 1000).forEach((i) -> this.routes.add("/topic/demo.t" + i, Topic.parse("demo.t" + i)));
		assertThat(IntStream.range(0, 1000).mapToObj((i) -> this.routes.find("/topic/demo.t" + i)))
			.doesNotContainNull();
	}

}
