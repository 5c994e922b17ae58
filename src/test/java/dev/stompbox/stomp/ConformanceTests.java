package dev.stompbox.stomp;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * STOMP as data: each conversation of {@code conformance/*.stomp} goes the same way
 * whether the client's bytes come whole, byte by byte or cut anywhere.
 */
class ConformanceTests {

	private static final int CUTS = 12;

	@TestFactory
	Stream<DynamicContainer> conversations() {
		return Conversations.all()
			.entrySet()
			.stream()
			.map((file) -> DynamicContainer.dynamicContainer(file.getKey(), file.getValue()
				.stream()
				.map((conversation) -> DynamicTest.dynamicTest(conversation.name(), () -> play(conversation)))));
	}

	private static void play(Conversation conversation) {
		if (!conversation.difference("memory").isEmpty()) {
			assertThatThrownBy(() -> ConversationPlayer.whole().play(conversation))
				.as("It goes as it is written: take out \"⊘ memory\" at " + conversation.where())
				.isInstanceOf(AssertionError.class);
			return;
		}
		List<String> whole = played("whole", ConversationPlayer.whole(), conversation);
		assertThat(played("byte by byte", ConversationPlayer.byteByByte(), conversation)).isEqualTo(whole);
		LongStream.range(0, CUTS)
			.forEach((seed) -> assertThat(
					played("cut with seed " + seed, ConversationPlayer.randomlySplit(seed), conversation))
				.isEqualTo(whole));
	}

	private static List<String> played(String how, ConversationPlayer player, Conversation conversation) {
		try {
			return player.play(conversation);
		}
		catch (AssertionError ex) {
			throw new AssertionError(
					conversation.where() + " \"" + conversation.name() + "\", " + how + ": " + ex.getMessage(), ex);
		}
	}

	@Test
	void theOperatorIsToldOfRefusalsThatEndNoConnection() {
		Conversation conversation = all().filter((one) -> one.name().equals("a refused SEND is told by its RECEIPT"))
			.findFirst()
			.orElseThrow();
		ConversationPlayer player = ConversationPlayer.whole();
		player.play(conversation);
		assertThat(player.refusals()).containsExactly("SB-201");
	}

	@Test
	void noTwoConversationsHaveTheSameName() {
		assertThat(all().map(Conversation::name)).doesNotHaveDuplicates();
	}

	@Test
	void aConversationThatGoesAnotherWayIsSeen() {
		assertThat(Conversations.planted()).hasSizeGreaterThan(5)
			.allSatisfy((conversation) -> assertThatThrownBy(() -> ConversationPlayer.whole().play(conversation))
				.as(conversation.name())
				.isInstanceOf(AssertionError.class));
	}

	private static Stream<Conversation> all() {
		return Conversations.all().values().stream().flatMap(List::stream);
	}

}
