package dev.stompbox.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Topic;

import static org.assertj.core.api.Assertions.assertThat;

class DeliveryTests {

	private final Delivery delivery = new Delivery(
			new Message(new Topic("t"), "e", 1, 0, null, Headers.NONE, new byte[0]));

	private final List<String> made = new ArrayList<>();

	/** A form that is made of a part which it has in common with all others. */
	private String form(String name) {
		return this.delivery.as(name, (form) -> {
			String part = this.delivery.as("part", (shared) -> make(shared));
			return make(part + ' ' + form);
		});
	}

	private String make(String what) {
		this.made.add(what);
		return what;
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 15 })
	void eachFormAndItsPartAreMadeOnce(int forms) {
		for (int round = 0; round < 3; round++) {
			for (int i = 0; i < forms; i++) {
				assertThat(form("f" + i)).isEqualTo("part f" + i);
				assertThat(form("f" + i)).isSameAs(form("f" + i));
			}
		}
		assertThat(this.made).hasSize(forms + 1).doesNotHaveDuplicates();
		assertThat(this.delivery.hasManyForms()).isEqualTo(forms == 15);
	}

	@Test
	void ofMoreFormsThanAreKeptThePartIsStillMadeOnce() {
		IntStream.range(0, 100).forEach((i) -> form("f" + i));
		assertThat(this.delivery.hasManyForms()).isTrue();
		assertThat(form("f0")).isSameAs(form("f0"));
		assertThat(form("f99")).isEqualTo(form("f99"));
		assertThat(this.made).hasSize(1 + 100 + 2).containsOnlyOnce("part", "part f0");
	}

}
