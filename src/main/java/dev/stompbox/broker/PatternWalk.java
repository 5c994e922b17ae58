package dev.stompbox.broker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Topic;

/**
 * One search for the patterns that match a topic. All ways through the tree are gone at
 * the same time, word by word, so that patterns with many {@code #} cost no more than
 * others. Confined to one thread.
 */
final class PatternWalk {

	private List<PatternNode> here = new ArrayList<>(4);

	/** The nodes of {@code #} that were reached: they take every word that follows. */
	private final List<PatternNode> open = new ArrayList<>(4);

	// By identity: each node has one parent, so that only these can be reached twice.
	private final Set<PatternNode> reached = Collections.newSetFromMap(new IdentityHashMap<>(4));

	private PatternWalk() {
	}

	/** The subscribers of every pattern below {@code root} that matches {@code topic}. */
	static List<PatternSubscribers> matching(PatternNode root, Topic topic) {
		return root.isEmpty() ? List.of() : new PatternWalk().run(root, topic);
	}

	private List<PatternSubscribers> run(PatternNode root, Topic topic) {
		String name = topic.name();
		int end = name.indexOf('.');
		String word = (end < 0) ? name : name.substring(0, end);
		if (topic.system()) {
			// A wildcard in the first place does not mean the server's own topics.
			enter(root.words().get(word), this.here);
		}
		else {
			enter(root, this.here);
			step(word);
		}
		while (end >= 0 && !(this.here.isEmpty() && this.open.isEmpty())) {
			int start = end + 1;
			end = name.indexOf('.', start);
			step((end < 0) ? name.substring(start) : name.substring(start, end));
		}
		List<PatternSubscribers> found = new ArrayList<>(this.here.size() + this.open.size());
		collect(this.here, found);
		collect(this.open, found);
		return found;
	}

	private void step(String word) {
		List<PatternNode> next = new ArrayList<>(4);
		int alreadyOpen = this.open.size();
		for (PatternNode node : this.here) {
			follow(node, word, next);
		}
		for (int i = 0; i < alreadyOpen; i++) {
			follow(this.open.get(i), word, next);
		}
		this.here = next;
	}

	private void follow(PatternNode node, String word, List<PatternNode> next) {
		enter(node.words().get(word), next);
		enter(node.one(), next);
	}

	/** Adds {@code node} and, since {@code #} may be no word, what follows with it. */
	private void enter(@Nullable PatternNode node, List<PatternNode> next) {
		if (node == null) {
			return;
		}
		next.add(node);
		PatternNode any = node.any();
		while (any != null && this.reached.add(any)) {
			this.open.add(any);
			any = any.any();
		}
	}

	private static void collect(List<PatternNode> nodes, List<PatternSubscribers> found) {
		for (PatternNode node : nodes) {
			if (node.here() != null) {
				found.add(node.here());
			}
		}
	}

}
