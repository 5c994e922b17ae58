package dev.stompbox.message;

import java.util.ArrayList;
import java.util.List;

/** Every name of a few words, for tests that try them all. */
public final class Names {

	private Names() {
	}

	/**
	 * All lists of words of {@code alphabet} that have from {@code shortest} to
	 * {@code longest} words.
	 */
	public static List<List<String>> all(List<String> alphabet, int shortest, int longest) {
		List<List<String>> all = new ArrayList<>();
		List<List<String>> last = List.of(List.of());
		for (int length = 0; length <= longest; length++) {
			if (length >= shortest) {
				all.addAll(last);
			}
			List<List<String>> next = new ArrayList<>();
			for (List<String> start : last) {
				for (String word : alphabet) {
					List<String> longer = new ArrayList<>(start);
					longer.add(word);
					next.add(longer);
				}
			}
			last = next;
		}
		return all;
	}

	/**
	 * Whether a pattern matches a topic, by its definition and nothing else.
	 * @param pattern the pattern's words
	 * @param topic the topic's words
	 */
	public static boolean matches(List<String> pattern, List<String> topic) {
		boolean wild = !pattern.isEmpty() && (pattern.get(0).equals("*") || pattern.get(0).equals("#"));
		if (wild && !topic.isEmpty() && topic.get(0).startsWith("$")) {
			return false;
		}
		return rest(pattern, topic);
	}

	private static boolean rest(List<String> pattern, List<String> topic) {
		if (pattern.isEmpty()) {
			return topic.isEmpty();
		}
		List<String> tail = pattern.subList(1, pattern.size());
		if (pattern.get(0).equals("#")) {
			return rest(tail, topic) || (!topic.isEmpty() && rest(pattern, topic.subList(1, topic.size())));
		}
		return !topic.isEmpty() && (pattern.get(0).equals("*") || pattern.get(0).equals(topic.get(0)))
				&& rest(tail, topic.subList(1, topic.size()));
	}

}
