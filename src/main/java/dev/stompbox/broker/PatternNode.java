package dev.stompbox.broker;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

import dev.stompbox.message.TopicPattern;

/**
 * A place in the tree of patterns, one word below its parent. Never changed: a change
 * makes the nodes on the way to it anew, and shares all others.
 *
 * @param words what follows with a word, by the word
 * @param one what follows with {@code *}
 * @param any what follows with {@code #}
 * @param here the subscribers of the pattern that ends here
 */
record PatternNode(TreePMap<String, PatternNode> words, @Nullable PatternNode one, @Nullable PatternNode any,
		@Nullable PatternSubscribers here) {

	/** A tree without patterns. */
	static final PatternNode EMPTY = new PatternNode(TreePMap.empty(), null, null, null);

	private @Nullable PatternNode child(String word) {
		return switch (word) {
			case TopicPattern.ONE -> this.one;
			case TopicPattern.ANY -> this.any;
			default -> this.words.get(word);
		};
	}

	/** The subscribers of the pattern whose words these are. */
	@Nullable PatternSubscribers find(List<String> pattern) {
		PatternNode node = this;
		for (int i = 0; i < pattern.size() && node != null; i++) {
			node = node.child(pattern.get(i));
		}
		return (node != null) ? node.here : null;
	}

	/**
	 * The tree in which a pattern has these subscribers.
	 * @param subscribers {@code null} for none: nothing of the pattern is left then
	 */
	PatternNode with(List<String> pattern, @Nullable PatternSubscribers subscribers) {
		if (pattern.isEmpty()) {
			return new PatternNode(this.words, this.one, this.any, subscribers);
		}
		String word = pattern.get(0);
		PatternNode child = child(word);
		PatternNode changed = ((child != null) ? child : EMPTY).with(pattern.subList(1, pattern.size()), subscribers);
		PatternNode kept = changed.isEmpty() ? null : changed;
		return switch (word) {
			case TopicPattern.ONE -> new PatternNode(this.words, kept, this.any, this.here);
			case TopicPattern.ANY -> new PatternNode(this.words, this.one, kept, this.here);
			default -> new PatternNode((kept != null) ? this.words.plus(word, kept) : this.words.minus(word), this.one,
					this.any, this.here);
		};
	}

	boolean isEmpty() {
		return this.words.isEmpty() && this.one == null && this.any == null && this.here == null;
	}

}
