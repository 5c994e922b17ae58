package dev.stompbox.message;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides whether one pattern matches all that another can match. Both are automata over
 * words: the outer one is run with all its states at once, while every path through the
 * inner one is tried. For the inner's wildcards one word that occurs nowhere else stands
 * for all words, since it is the hardest to match. A name has at least one word, and none
 * that begins with a wildcard is one of the server's own.
 */
final class Containment {

	/**
	 * More pairs than honest patterns ever need; beyond, the answer is "no", which
	 * refuses and never grants.
	 */
	private static final int MOST_PAIRS = 20_000;

	private final List<String> outer;

	private final List<String> inner;

	/** Whether the inner pattern begins with a wildcard. */
	private final boolean clients;

	private final Set<Pair> seen = new HashSet<>();

	private final Deque<Pair> open = new ArrayDeque<>();

	Containment(List<String> outer, List<String> inner, boolean clients) {
		this.outer = outer;
		this.inner = inner;
		this.clients = clients;
	}

	boolean holds() {
		BitSet start = new BitSet();
		start.set(0);
		visit(0, false, skipped(start));
		while (!this.open.isEmpty()) {
			Pair pair = this.open.pop();
			if (this.seen.size() > MOST_PAIRS || (pair.begun && pair.states.isEmpty())) {
				return false;
			}
			if (pair.at == this.inner.size()) {
				if (pair.begun && !pair.states.get(this.outer.size())) {
					return false;
				}
				continue;
			}
			follow(pair);
		}
		return true;
	}

	private void follow(Pair pair) {
		String word = this.inner.get(pair.at);
		if (word.equals(TopicPattern.ANY)) {
			visit(pair.at + 1, pair.begun, pair.states);
			visit(pair.at, true, step(pair.states, TopicPattern.ANY));
		}
		else if (pair.begun || !this.clients || word.charAt(0) != Topic.SYSTEM) {
			visit(pair.at + 1, true, step(pair.states, word));
		}
	}

	private void visit(int at, boolean begun, BitSet states) {
		Pair pair = new Pair(at, begun, states);
		if (this.seen.add(pair)) {
			this.open.push(pair);
		}
	}

	/**
	 * The outer's states after one word; a wildcard as the word is matched by wildcards
	 * only.
	 */
	private BitSet step(BitSet states, String word) {
		BitSet next = new BitSet();
		for (int i = states.nextSetBit(0); i >= 0 && i < this.outer.size(); i = states.nextSetBit(i + 1)) {
			String mine = this.outer.get(i);
			if (mine.equals(TopicPattern.ANY)) {
				next.set(i);
			}
			else if (mine.equals(TopicPattern.ONE) || mine.equals(word)) {
				next.set(i + 1);
			}
		}
		return skipped(next);
	}

	/** Adds the states that are reached without a word, past each {@code #}. */
	private BitSet skipped(BitSet states) {
		for (int i = states.nextSetBit(0); i >= 0 && i < this.outer.size(); i = states.nextSetBit(i + 1)) {
			if (this.outer.get(i).equals(TopicPattern.ANY)) {
				states.set(i + 1);
			}
		}
		return states;
	}

	/**
	 * @param at how much of the inner pattern has been gone through
	 * @param begun whether the name has a word yet
	 * @param states where the outer pattern may be
	 */
	private record Pair(int at, boolean begun, BitSet states) {
	}

}
