package dev.stompbox.broker;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/**
 * The subscriptions by pattern, as a tree of words: finding those that match a topic
 * costs its words, not the number of subscriptions.
 *
 * <p>
 * Lock: its monitor, for changes; finding takes none. Taken without a topic's lock.
 */
final class PatternIndex {

	private final Node root = new Node(false);

	private volatile int size;

	boolean isEmpty() {
		return this.size == 0;
	}

	int size() {
		return this.size;
	}

	synchronized void add(Subscription subscription) {
		Node node = this.root;
		for (String word : subscription.pattern().words()) {
			node = node.children.computeIfAbsent(word, (key) -> new Node(key.equals(TopicPattern.ANY)));
		}
		List<Subscription> here = new ArrayList<>(node.here);
		here.add(subscription);
		node.here = List.copyOf(here);
		this.size++;
	}

	synchronized void remove(Subscription subscription) {
		if (remove(this.root, subscription, 0)) {
			this.size--;
		}
	}

	private static boolean remove(Node node, Subscription subscription, int depth) {
		List<String> words = subscription.pattern().words();
		if (depth == words.size()) {
			List<Subscription> here = new ArrayList<>(node.here);
			boolean removed = here.remove(subscription);
			node.here = List.copyOf(here);
			return removed;
		}
		Node child = node.children.get(words.get(depth));
		if (child == null || !remove(child, subscription, depth + 1)) {
			return false;
		}
		if (child.here.isEmpty() && child.children.isEmpty()) {
			node.children.remove(words.get(depth));
		}
		return true;
	}

	/**
	 * Calls {@code action} for the subscriptions that want {@code topic}, each once. All
	 * ways through the tree are gone at the same time, word by word, so that patterns
	 * with many {@code #} cost no more than others.
	 */
	void forEachMatching(Topic topic, Consumer<Subscription> action) {
		Set<Node> here = new LinkedHashSet<>();
		enter(this.root, !topic.system(), here);
		for (String word : topic.name().split("\\.")) {
			Set<Node> next = new LinkedHashSet<>();
			for (Node node : here) {
				boolean wildcards = node != this.root || !topic.system();
				if (node.any) {
					next.add(node);
				}
				enter(node.children.get(word), true, next);
				enter(wildcards ? node.children.get(TopicPattern.ONE) : null, true, next);
			}
			here = next;
		}
		for (Node node : here) {
			node.here.forEach(action);
		}
	}

	/** How many subscriptions want {@code topic}. */
	int countMatching(Topic topic) {
		if (isEmpty()) {
			return 0;
		}
		int[] count = { 0 };
		forEachMatching(topic, (subscription) -> count[0]++);
		return count[0];
	}

	/** Adds {@code node} and what is reached from it without a word. */
	private static void enter(@Nullable Node node, boolean wildcards, Set<Node> nodes) {
		Node at = node;
		while (at != null && nodes.add(at)) {
			at = wildcards ? at.children.get(TopicPattern.ANY) : null;
		}
	}

	private static final class Node {

		private final Map<String, Node> children = new ConcurrentHashMap<>(2);

		private final boolean any;

		private volatile List<Subscription> here = List.of();

		Node(boolean any) {
			this.any = any;
		}

	}

}
