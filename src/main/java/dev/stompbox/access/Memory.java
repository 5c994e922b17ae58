package dev.stompbox.access;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Topic;

/**
 * Which topics one caller may publish to, as far as it was asked lately: publishers ask
 * for the same few again and again. It belongs to one set of rules and is forgotten with
 * it. Bounded; threads may forget each other's entries, and never see half of one.
 */
final class Memory {

	private static final int MOST = 4096;

	/** In how many places after each other a topic may be. */
	private static final int TRIED = 4;

	/** The rules that it is about. */
	final RuleSet rules;

	private volatile @Nullable Entry[] entries = new Entry[4];

	Memory(RuleSet rules) {
		this.rules = rules;
	}

	private record Entry(Topic topic, boolean granted) {
	}

	/** The answer for {@code topic}, asked for when it is not remembered. */
	boolean granted(Topic topic, Predicate<Topic> asked) {
		@Nullable Entry[] known = this.entries;
		int hash = (topic.hashCode() * 0x9e3779b9) >>> 16;
		int free = -1;
		for (int i = 0; i < TRIED && free < 0; i++) {
			int at = (hash + i) & (known.length - 1);
			Entry entry = known[at];
			if (entry == null) {
				free = at;
			}
			else if (entry.topic.equals(topic)) {
				return entry.granted;
			}
		}
		boolean granted = asked.test(topic);
		if (free < 0 && known.length < MOST) {
			// The few that are known are soon asked for again.
			known = new Entry[known.length * 4];
			this.entries = known;
		}
		known[(free >= 0) ? free : hash & (known.length - 1)] = new Entry(topic, granted);
		return granted;
	}

}
