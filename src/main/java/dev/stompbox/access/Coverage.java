package dev.stompbox.access;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.TopicPattern;

/**
 * Looks for a topic that a pattern matches and that is not granted, where the first layer
 * that matches a topic decides. Patterns are automata over words: all those of the layers
 * are run at once, along every path through the pattern in question. Wherever that has a
 * wildcard, each word that a layer names is tried, and one that none does and that stands
 * for all others.
 */
final class Coverage {

	/** A word that no pattern names, for people. */
	private static final String OTHER = "anything";

	/**
	 * More work than honest rules and patterns take; beyond, the answer is "not granted".
	 */
	private static final int MOST_STEPS = 1_000_000;

	private final List<String> asked;

	/** Whether it begins with a wildcard, and so matches none of the server's topics. */
	private final boolean clients;

	private final List<Layer> layers;

	/** Each layer's match, followed by what it grants. */
	private final List<List<String>> patterns = new ArrayList<>();

	private final Set<String> words = new LinkedHashSet<>();

	private final Set<State> seen = new HashSet<>();

	private final Deque<Path> open = new ArrayDeque<>();

	private int steps;

	Coverage(TopicPattern asked, List<Layer> layers) {
		this.asked = asked.words();
		this.clients = isWild(this.asked.get(0));
		this.layers = relevant(asked, layers);
		for (Layer layer : this.layers) {
			this.patterns.add(layer.match().words());
			layer.granted().forEach((granted) -> this.patterns.add(granted.words()));
		}
		this.patterns.forEach((pattern) -> pattern.stream().filter((word) -> !isWild(word)).forEach(this.words::add));
		String other = OTHER;
		while (this.words.contains(other)) {
			other += "-else";
		}
		this.words.add(other);
	}

	private record State(int at, boolean begun, List<BitSet> where) {
	}

	private record Path(State state, @Nullable Path before, String word) {
	}

	/**
	 * A topic that is not granted.
	 *
	 * @param topic its name; what a pattern of the rules does not name is
	 * {@code anything}; {@code null} when the question was too long to be answered
	 * @param layer the first layer that matches it, or {@code null} for none
	 */
	record Gap(@Nullable String topic, @Nullable Layer layer) {
	}

	/** A topic that is not granted, or {@code null} when all are. */
	@Nullable Gap find() {
		List<BitSet> start = new ArrayList<>();
		for (List<String> pattern : this.patterns) {
			BitSet first = new BitSet();
			first.set(0);
			start.add(skipped(first, pattern));
		}
		visit(0, false, start, null, "");
		while (!this.open.isEmpty()) {
			Path path = this.open.pop();
			State state = path.state;
			if (this.steps > MOST_STEPS) {
				return new Gap(null, null);
			}
			if (state.at == this.asked.size()) {
				Layer layer = state.begun ? first(state.where) : null;
				if (state.begun && (layer == null || !grants(layer, state.where))) {
					return new Gap(name(path), layer);
				}
				continue;
			}
			follow(path);
		}
		return null;
	}

	private void follow(Path path) {
		State state = path.state;
		String word = this.asked.get(state.at);
		boolean any = word.equals(TopicPattern.ANY);
		if (any) {
			visit(state.at + 1, state.begun, state.where, path.before, path.word);
		}
		for (String each : isWild(word) ? this.words : List.of(word)) {
			if (state.begun || !this.clients || each.charAt(0) != '$') {
				visit(any ? state.at : state.at + 1, true, step(state.where, each), path, each);
			}
		}
	}

	private void visit(int at, boolean begun, List<BitSet> where, @Nullable Path before, String word) {
		State state = new State(at, begun, where);
		if (this.seen.add(state)) {
			this.open.push(new Path(state, before, word));
		}
	}

	private List<BitSet> step(List<BitSet> where, String word) {
		BitSet[] next = new BitSet[where.size()];
		this.steps += next.length;
		for (int i = 0; i < next.length; i++) {
			next[i] = step(where.get(i), this.patterns.get(i), word);
		}
		return Arrays.asList(next);
	}

	private static BitSet step(BitSet where, List<String> pattern, String word) {
		BitSet next = new BitSet();
		for (int i = where.nextSetBit(0); i >= 0 && i < pattern.size(); i = where.nextSetBit(i + 1)) {
			String mine = pattern.get(i);
			if (mine.equals(TopicPattern.ANY)) {
				next.set(i);
			}
			else if (mine.equals(TopicPattern.ONE) || mine.equals(word)) {
				next.set(i + 1);
			}
		}
		return skipped(next, pattern);
	}

	private static BitSet skipped(BitSet where, List<String> pattern) {
		for (int i = where.nextSetBit(0); i >= 0 && i < pattern.size(); i = where.nextSetBit(i + 1)) {
			if (pattern.get(i).equals(TopicPattern.ANY)) {
				where.set(i + 1);
			}
		}
		return where;
	}

	private @Nullable Layer first(List<BitSet> where) {
		int at = 0;
		for (Layer layer : this.layers) {
			if (where.get(at).get(layer.match().words().size())) {
				return layer;
			}
			at += 1 + layer.granted().size();
		}
		return null;
	}

	private boolean grants(Layer matching, List<BitSet> where) {
		int at = 0;
		for (Layer layer : this.layers) {
			if (layer == matching) {
				for (int i = 0; i < layer.granted().size(); i++) {
					if (where.get(at + 1 + i).get(layer.granted().get(i).words().size())) {
						return true;
					}
				}
				return false;
			}
			at += 1 + layer.granted().size();
		}
		return false;
	}

	private static String name(Path end) {
		Deque<String> name = new ArrayDeque<>();
		for (Path path = end; path != null; path = path.before) {
			if (!path.word.isEmpty()) {
				name.push(path.word);
			}
		}
		return String.join(".", name);
	}

	/**
	 * Those that have a topic in common with the pattern, up to one that decides it all.
	 */
	private static List<Layer> relevant(TopicPattern asked, List<Layer> layers) {
		List<Layer> relevant = new ArrayList<>();
		for (Layer layer : layers) {
			if (meet(asked.words(), layer.match().words())) {
				relevant.add(layer);
				if (layer.match().contains(asked)) {
					break;
				}
			}
		}
		return relevant;
	}

	/** Whether two patterns may have a topic in common. */
	static boolean meet(List<String> left, List<String> right) {
		if ((isWild(left.get(0)) && right.get(0).charAt(0) == '$')
				|| (isWild(right.get(0)) && left.get(0).charAt(0) == '$')) {
			return false;
		}
		boolean[][] meet = new boolean[left.size() + 1][right.size() + 1];
		for (int i = left.size(); i >= 0; i--) {
			for (int j = right.size(); j >= 0; j--) {
				meet[i][j] = meet(left, right, i, j, meet);
			}
		}
		return meet[0][0];
	}

	private static boolean meet(List<String> left, List<String> right, int i, int j, boolean[][] meet) {
		boolean leftOver = i == left.size();
		boolean rightOver = j == right.size();
		if (leftOver && rightOver) {
			return true;
		}
		if (!leftOver && left.get(i).equals(TopicPattern.ANY)) {
			return meet[i + 1][j] || (!rightOver && meet[i][j + 1]);
		}
		if (!rightOver && right.get(j).equals(TopicPattern.ANY)) {
			return meet[i][j + 1] || (!leftOver && meet[i + 1][j]);
		}
		if (leftOver || rightOver) {
			return false;
		}
		String mine = left.get(i);
		String theirs = right.get(j);
		return (isWild(mine) || isWild(theirs) || mine.equals(theirs)) && meet[i + 1][j + 1];
	}

	private static boolean isWild(String word) {
		return word.equals(TopicPattern.ONE) || word.equals(TopicPattern.ANY);
	}

}
