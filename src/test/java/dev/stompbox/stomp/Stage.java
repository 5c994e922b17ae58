package dev.stompbox.stomp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.stompbox.stomp.ConformanceTable.Outcome;
import dev.stompbox.support.StompboxServer;

/** Where all conversations are played against one target. */
final class Stage {

	/** What a difference begins with that depends on how fast another is. */
	private static final String AT_TIMES = "at times: ";

	private static final int AT_ONCE = 12;

	private Stage() {
	}

	/**
	 * Plays all of them, many at a time: each has names of its own. Those that ask for
	 * others' messages as well go first, each alone.
	 */
	static List<Outcome> play(Target target) {
		List<CompletableFuture<Outcome>> played = new ArrayList<>();
		ExecutorService waiting = Executors.newCachedThreadPool();
		ExecutorService quick = Executors.newFixedThreadPool(AT_ONCE);
		try (StompboxServer server = target.start()) {
			List<Conversation> all = Conversations.all().values().stream().flatMap(List::stream).toList();
			List<Conversation> alone = all.stream().filter(Conversation::needsQuiet).toList();
			List<Conversation> together = all.stream().filter((each) -> !each.needsQuiet()).toList();
			for (Conversation conversation : Stream.concat(alone.stream(), together.stream()).toList()) {
				String own = "c" + Integer.toString(played.size(), Character.MAX_RADIX);
				Supplier<Outcome> play = () -> outcome(target, server.port(), conversation, own);
				if (conversation.needsQuiet()) {
					played.add(CompletableFuture.completedFuture(play.get()));
				}
				else {
					played.add(CompletableFuture.supplyAsync(play, (conversation.longestWait() > 0) ? waiting : quick));
				}
			}
			return played.stream().map(CompletableFuture::join).toList();
		}
		finally {
			waiting.shutdownNow();
			quick.shutdownNow();
		}
	}

	private static Outcome outcome(Target target, int port, Conversation conversation, String own) {
		String reason = conversation.difference(target.id());
		String failure = play(target, port, conversation, own);
		if (reason.isEmpty()) {
			return new Outcome(target, conversation, "", failure);
		}
		return new Outcome(target, conversation, reason, (failure.isEmpty() && !reason.startsWith(AT_TIMES))
				? "It goes as it does elsewhere: take out \"⊘ " + target.id() + "\"." : "");
	}

	/** How a conversation goes another way, or {@code ""}. */
	private static String play(Target target, int port, Conversation conversation, String own) {
		return play(target, port, conversation, own, !conversation.difference(target.id()).isEmpty());
	}

	/**
	 * How a conversation goes another way, or {@code ""}.
	 * @param different whether it is expected to, so that there is no use in waiting long
	 */
	static String play(Target target, int port, Conversation conversation, String own, boolean different) {
		try {
			new WirePlayer(target, port, own, different).play(conversation);
			return "";
		}
		catch (AssertionError | RuntimeException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

}
