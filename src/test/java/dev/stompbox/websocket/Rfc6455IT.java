package dev.stompbox.websocket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.RawWebSocket;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.websocket.Rfc6455Table.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The cases of {@code websocket/} with the jar; what came of them is
 * {@code docs/rfc6455.md}. {@code -Dstompbox.engine=container} plays them with Jetty's
 * engine.
 */
@Timeout(600)
class Rfc6455IT {

	private static final String ENGINE = System.getProperty("stompbox.engine", "own");

	private static final boolean COMPRESSES = ENGINE.equals("own");

	private static final Path WRITTEN = Path.of("target/rfc6455.md");

	private static final Path PUBLISHED = Path.of("docs/rfc6455.md");

	@Test
	void casesGoAsTheyAreWrittenAndTheTableSaysSo() throws IOException {
		assertThat(Rfc6455Table.engines()).contains(ENGINE);
		List<Outcome> outcomes = new ArrayList<>(plain());
		outcomes.addAll(compressed());
		assertThat(outcomes.stream().filter(Outcome::failed).map(Outcome::toString).collect(Collectors.joining("\n")))
			.isEmpty();
		outcomes.removeIf((outcome) -> outcome.proves().isEmpty());
		List<String> published = Files.exists(PUBLISHED) ? Files.readAllLines(PUBLISHED) : List.of();
		String table = new Rfc6455Table(ENGINE, outcomes, published).toString();
		Files.writeString(WRITTEN, table);
		assertThat(table.lines().filter((line) -> !published.contains(line)))
			.as("What %s does not say; if it is right: cp %s %s", PUBLISHED, WRITTEN, PUBLISHED)
			.isEmpty();
		assertThat(published).as("What %s says; if it is not right: cp %s %s", PUBLISHED, WRITTEN, PUBLISHED)
			.isEqualTo(table.lines().toList());
	}

	@Test
	void aCaseThatGoesAnotherWayIsSeen() {
		try (StompboxServer server = StompboxServer.start()) {
			WireCasePlayer player = new WireCasePlayer(() -> open(server.port()));
			assertThat(FrameCases.planted()).hasSizeGreaterThan(5)
				.allSatisfy((one) -> assertThat(player.quickly(one)).as(one.name()).isNotEmpty());
		}
	}

	private static List<Outcome> plain() {
		try (StompboxServer server = StompboxServer.start()) {
			List<Outcome> outcomes = new ArrayList<>(handshakes("handshake.http", server.port()));
			WireCasePlayer player = new WireCasePlayer(() -> open(server.port()));
			FrameCases.all()
				.values()
				.stream()
				.flatMap(Collection::stream)
				.map((one) -> outcome(one, player.play(one, ENGINE)))
				.forEach(outcomes::add);
			outcomes.add(quiet(server));
			return outcomes;
		}
	}

	private static List<Outcome> compressed() {
		if (!COMPRESSES) {
			List<Outcome> outcomes = new ArrayList<>();
			FrameCases.deflate().forEach((one) -> outcomes.add(outcome(one, null)));
			HandshakeCase.in("deflate.http")
				.forEach((one) -> outcomes.add(new Outcome(one.where(), one.name(), one.proves(), "", null)));
			return outcomes;
		}
		try (StompboxServer server = StompboxServer.start("--stompbox.websocket.compression=true")) {
			List<Outcome> outcomes = new ArrayList<>(handshakes("deflate.http", server.port()));
			WireCasePlayer player = new WireCasePlayer(
					() -> open(server.port(), "Sec-WebSocket-Extensions: permessage-deflate"));
			FrameCases.deflate().forEach((one) -> outcomes.add(outcome(one, player.play(one, ENGINE))));
			outcomes.add(quiet(server));
			return outcomes;
		}
	}

	/** Whatever clients say, nothing of it is a fault of the server. */
	private static Outcome quiet(StompboxServer server) {
		boolean quiet = server.log().lines().noneMatch((line) -> line.contains("ERROR") || line.startsWith("\tat "));
		return new Outcome("log", "nothing failed", List.of(), "", quiet ? "" : server.log());
	}

	private static List<Outcome> handshakes(String file, int port) {
		HandshakePlayer player = new HandshakePlayer(port);
		return HandshakeCase.in(file).stream().map((one) -> {
			HandshakeCase.Difference difference = one.differs().get(ENGINE);
			return new Outcome(one.where(), one.name(), one.proves(), (difference != null) ? difference.why() : "",
					player.play(one, ENGINE));
		}).toList();
	}

	private static Outcome outcome(FrameCase one, String failure) {
		FrameCase.Difference difference = one.differs().get(ENGINE);
		return new Outcome(one.where(), one.name(), one.proves(), (difference != null) ? difference.why() : "",
				failure);
	}

	private static RawWebSocket open(int port, String... headers) {
		RawWebSocket socket = new RawWebSocket(port);
		HttpAnswer answer = socket.upgrade("/echo", headers);
		if (answer.status() != 101) {
			throw new AssertionError("The upgrade was refused: " + answer);
		}
		return socket;
	}

}
