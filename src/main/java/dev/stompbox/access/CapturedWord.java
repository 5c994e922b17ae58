package dev.stompbox.access;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import dev.stompbox.message.TopicPattern;

/**
 * The topics of a pattern whose n-th word that a wildcard matched is a caller's name, as
 * patterns again: {@code orders.*} with {1} and ana is {@code orders.ana}. Of a {@code #}
 * each number of words that it can match before the n-th is a pattern of its own.
 */
final class CapturedWord {

	private final List<String> match;

	private final String name;

	private final List<TopicPattern> patterns = new ArrayList<>();

	private CapturedWord(List<String> match, String name) {
		this.match = match;
		this.name = name;
	}

	/**
	 * Asks whether it is said for a pattern which word is meant.
	 * @throws IllegalArgumentException when not
	 */
	static void check(TopicPattern match, int number) {
		int ones = Collections.frequency(match.words(), TopicPattern.ONE);
		int anys = Collections.frequency(match.words(), TopicPattern.ANY);
		if (anys > 1) {
			throw new IllegalArgumentException(
					"user:{" + number + "} needs a match with at most one #, so that it is clear which word is meant");
		}
		if (anys == 0 && ones < number) {
			throw new IllegalArgumentException(
					"user:{" + number + "} needs as many wildcards in match, which is \"" + match.name() + "\"");
		}
	}

	/** The topics of {@code match} in which the caller's name is at this place. */
	static List<TopicPattern> of(TopicPattern match, int number, String caller) {
		CapturedWord captured = new CapturedWord(match.words(), UserTopics.word(caller));
		captured.find(number);
		return captured.patterns;
	}

	private void find(int number) {
		int left = number;
		for (int i = 0; i < this.match.size(); i++) {
			if (this.match.get(i).equals(TopicPattern.ANY)) {
				findFrom(i, left);
				return;
			}
			if (this.match.get(i).equals(TopicPattern.ONE) && --left == 0) {
				add(this.match.subList(0, i), List.of(this.name), this.match.subList(i + 1, this.match.size()));
				return;
			}
		}
	}

	/** The word is among those of the {@code #} at {@code any}, or after them. */
	private void findFrom(int any, int left) {
		List<String> before = this.match.subList(0, any);
		List<String> after = this.match.subList(any + 1, this.match.size());
		List<String> among = new ArrayList<>(Collections.nCopies(left - 1, TopicPattern.ONE));
		among.add(this.name);
		among.add(TopicPattern.ANY);
		add(before, among, after);
		for (int taken = 0; taken < left; taken++) {
			int at = wildcard(after, left - taken);
			if (at >= 0) {
				List<String> named = new ArrayList<>(after);
				named.set(at, this.name);
				add(before, Collections.nCopies(taken, TopicPattern.ONE), named);
			}
		}
	}

	private static int wildcard(List<String> words, int number) {
		int left = number;
		for (int i = 0; i < words.size(); i++) {
			if (words.get(i).equals(TopicPattern.ONE) && --left == 0) {
				return i;
			}
		}
		return -1;
	}

	private void add(List<String> before, List<String> among, List<String> after) {
		List<String> words = new ArrayList<>(before);
		words.addAll(among);
		words.addAll(after);
		this.patterns.add(new TopicPattern(String.join(".", words), List.copyOf(words)));
	}

}
