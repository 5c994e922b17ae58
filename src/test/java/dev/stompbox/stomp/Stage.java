package dev.stompbox.stomp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import dev.stompbox.stomp.ConformanceTable.Outcome;
import dev.stompbox.support.StompboxServer;

/** Where all conversations are played against one target. */
final class Stage {

	private Stage() {
	}

	/** Plays all of them, those that wait beside the others. */
	static List<Outcome> play(Target target) {
		List<CompletableFuture<Outcome>> slow = new ArrayList<>();
		List<Outcome> outcomes = new ArrayList<>();
		ExecutorService aside = Executors.newCachedThreadPool();
		try (StompboxServer server = target.start()) {
			for (List<Conversation> file : Conversations.all().values()) {
				for (Conversation conversation : file) {
					String own = "c" + Integer.toString(outcomes.size() + slow.size(), Character.MAX_RADIX);
					if (conversation.longestWait() > 0) {
						slow.add(CompletableFuture.supplyAsync(() -> outcome(target, server.port(), conversation, own),
								aside));
					}
					else {
						outcomes.add(outcome(target, server.port(), conversation, own));
					}
				}
			}
			slow.forEach((one) -> outcomes.add(one.join()));
		}
		finally {
			aside.shutdownNow();
		}
		return outcomes;
	}

	private static Outcome outcome(Target target, int port, Conversation conversation, String own) {
		String reason = conversation.difference(target.id());
		String failure = play(target, port, conversation, own);
		if (reason.isEmpty()) {
			return new Outcome(target, conversation, "", failure);
		}
		return new Outcome(target, conversation, reason,
				failure.isEmpty() ? "It goes as it does elsewhere: take out \"⊘ " + target.id() + "\"." : "");
	}

	/** How a conversation goes another way, or {@code ""}. */
	static String play(Target target, int port, Conversation conversation, String own) {
		boolean different = !conversation.difference(target.id()).isEmpty();
		try {
			new WirePlayer(target, port, own, different).play(conversation);
			return "";
		}
		catch (AssertionError | RuntimeException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

}
