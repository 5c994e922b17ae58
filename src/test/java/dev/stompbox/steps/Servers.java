package dev.stompbox.steps;

import java.util.Arrays;
import java.util.stream.Stream;

import dev.stompbox.support.StompboxServer;

/**
 * The servers of a target: one that runs, and one that may be stopped in its tracks. The
 * heart-beats of both are 500 ms.
 *
 * @param server runs
 * @param standing may be stopped in its tracks
 */
public record Servers(StompboxServer server, StompboxServer standing) implements AutoCloseable {

	/** Starts both. */
	public static Servers of(Target target) {
		String[] arguments = Stream
			.concat(Arrays.stream(target.arguments()), Stream.of("--stompbox.limits.heart-beat=500ms"))
			.toArray(String[]::new);
		return new Servers(StompboxServer.start(arguments).awaitReadiness(),
				StompboxServer.start(arguments).awaitReadiness());
	}

	@Override
	public void close() {
		this.server.close();
		this.standing.close();
	}

}
