package dev.stompbox.stomp;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
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
	Stream<DynamicContainer> conversations() throws IOException, URISyntaxException {
		return files()
			.map((file) -> DynamicContainer.dynamicContainer(file.getFileName().toString(), conversations(file).stream()
				.map((conversation) -> DynamicTest.dynamicTest(conversation.name(), () -> play(conversation)))));
	}

	private static void play(Conversation conversation) {
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
	void theOperatorIsToldOfRefusalsThatEndNoConnection() throws Exception {
		Conversation conversation = files().flatMap((file) -> conversations(file).stream())
			.filter((one) -> one.name().equals("a refused SEND is told by its RECEIPT"))
			.findFirst()
			.orElseThrow();
		ConversationPlayer player = ConversationPlayer.whole();
		player.play(conversation);
		assertThat(player.refusals()).containsExactly("SB-201");
	}

	@Test
	void noTwoConversationsHaveTheSameName() throws Exception {
		assertThat(files().flatMap((file) -> conversations(file).stream()).map(Conversation::name))
			.doesNotHaveDuplicates();
	}

	@Test
	void aConversationThatGoesAnotherWayIsSeen() throws Exception {
		Path planted = Path.of(ConformanceTests.class.getResource("/conformance/planted.wrong").toURI());
		assertThat(conversations(planted)).hasSizeGreaterThan(5)
			.allSatisfy((conversation) -> assertThatThrownBy(() -> ConversationPlayer.whole().play(conversation))
				.as(conversation.name())
				.isInstanceOf(AssertionError.class));
	}

	private static Stream<Path> files() throws IOException, URISyntaxException {
		Path folder = Path.of(ConformanceTests.class.getResource("/conformance").toURI());
		return Files.list(folder).filter((file) -> file.toString().endsWith(".stomp")).sorted();
	}

	private static List<Conversation> conversations(Path file) {
		try {
			return Conversation.in(file);
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

}
