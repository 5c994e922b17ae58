package dev.stompbox.websocket;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import dev.stompbox.support.RawWebSocket;
import dev.stompbox.support.RawWebSocket.End;
import dev.stompbox.support.RawWebSocket.Frame;

/**
 * Plays a {@link FrameCase} with the echo of a server that runs. That nothing more comes
 * at the end is known by the answer to a ping, not by waiting, unless the case ends
 * within a frame.
 */
final class WireCasePlayer {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	/** Where a difference is expected nobody waits as long for what does not come. */
	private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(1);

	private static final Duration SILENCE = Duration.ofMillis(100);

	/** Up to so many bytes a case is also sent byte by byte. */
	private static final int FEW = 300;

	private final Supplier<RawWebSocket> open;

	/**
	 * @param open opens a WebSocket to an echo
	 */
	WireCasePlayer(Supplier<RawWebSocket> open) {
		this.open = open;
	}

	/**
	 * Plays it in all ways. Returns where it goes another way than it is told for
	 * {@code engine}, or {@code ""}.
	 */
	String play(FrameCase one, String engine) {
		FrameCase.Difference difference = one.differs().get(engine);
		if (difference == null) {
			return played(one, one.events(), PATIENCE);
		}
		String asWritten = played(one, one.events(), LITTLE_PATIENCE);
		if (asWritten.isEmpty()) {
			return "It goes as it is written: take out \"⊘ " + engine + "\"";
		}
		return played(one, difference.events(), PATIENCE);
	}

	/** As {@link #play}, of a case that is told wrongly. */
	String quickly(FrameCase one) {
		return played(one, one.events(), LITTLE_PATIENCE);
	}

	private String played(FrameCase one, List<String> expected, Duration patience) {
		int length = one.bytes().length;
		List<Integer> pieces = (one.piece() > 0) ? List.of(one.piece())
				: (length <= 1) ? List.of(1) : (length <= FEW) ? List.of(length, 1, 3) : List.of(length);
		for (int piece : pieces) {
			try {
				play(one, expected, piece, patience);
			}
			catch (AssertionError | UncheckedIOException ex) {
				return "in pieces of " + piece + " of " + length + " bytes: " + ex.getMessage();
			}
		}
		return "";
	}

	private void play(FrameCase one, List<String> expected, int piece, Duration patience) {
		try (RawWebSocket socket = this.open.get()) {
			ServerSaid said = new ServerSaid();
			int count = 0;
			for (FrameCase.Step step : one.steps()) {
				byte[] bytes = step.bytes();
				// On a thread of its own: an echo may wait to be read before it reads on.
				CompletableFuture<Boolean> sent = CompletableFuture.supplyAsync(() -> socket.send(bytes, piece));
				count += step.events().size();
				boolean last = step == one.steps().get(one.steps().size() - 1);
				see(socket, said, expected.subList(0, last ? expected.size() : Math.min(count, expected.size())),
						patience);
				if (!said.closed() && !sent.join()) {
					throw new AssertionError("The server did not take all that was sent");
				}
			}
			over(socket, said, patience, one.endsWithinAFrame());
		}
	}

	/**
	 * Holds what is said on {@code socket} from its first frame on to what is expected,
	 * the end included.
	 */
	static void see(RawWebSocket socket, List<String> expected) {
		ServerSaid said = new ServerSaid();
		see(socket, said, expected, PATIENCE);
		over(socket, said, PATIENCE, false);
	}

	private static void see(RawWebSocket socket, ServerSaid said, List<String> expected, Duration patience) {
		while (said.events().size() < expected.size() && !said.closed()) {
			Optional<Frame> frame = socket.frame(patience);
			if (frame.isEmpty()) {
				break;
			}
			said.frame(frame.get().first(), frame.get().payload());
		}
		if (!said.is(expected)) {
			throw new AssertionError("Expected " + expected + " and saw " + said.events());
		}
	}

	private static void over(RawWebSocket socket, ServerSaid said, Duration patience, boolean withinAFrame) {
		if (said.closed()) {
			ends(socket, patience);
		}
		else {
			nothingMore(socket, said, withinAFrame);
		}
	}

	private static void ends(RawWebSocket socket, Duration patience) {
		End end = socket.end(patience);
		if (end != End.GOOD_ORDER) {
			throw new AssertionError((end == End.OPEN) ? "The server said goodbye and stayed"
					: "The server reset the connection after it said goodbye");
		}
	}

	private static void nothingMore(RawWebSocket socket, ServerSaid said, boolean withinAFrame) {
		List<String> expected = new ArrayList<>(said.events());
		if (withinAFrame) {
			// What has come of a message may be on its way back.
			socket.frame(SILENCE).ifPresent((frame) -> said.frame(frame.first(), frame.payload()));
			if (!said.is(expected)) {
				throw new AssertionError("More came than " + expected + ": " + said.events());
			}
			return;
		}
		expected.add(FrameCase.event("pong", new byte[] { 'e', 'n', 'd' }));
		socket.send(FrameCase.frame(9, true, new byte[] { 'e', 'n', 'd' }), Integer.MAX_VALUE);
		see(socket, said, expected, PATIENCE);
	}

}
