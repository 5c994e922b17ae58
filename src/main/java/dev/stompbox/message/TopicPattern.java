package dev.stompbox.message;

import java.util.List;

/**
 * A topic's name with wildcards: {@code *} is exactly one word, {@code #} any number of
 * words, none included. A wildcard in the first place does not match the server's own
 * topics ({@code $…}), so {@code #} is "everything that clients publish". A name without
 * wildcards is a pattern too: it matches itself.
 *
 * @param name the canonical spelling
 * @param words its words
 */
public record TopicPattern(String name, List<String> words) {

	/** Exactly one word. */
	public static final String ONE = "*";

	/** Any number of words. */
	public static final String ANY = "#";

	/**
	 * Reads a pattern; {@code /} is read as {@code .}.
	 * @param text the pattern as the client spelled it
	 * @return the pattern
	 * @throws Refused {@link ErrorCode#BAD_TOPIC} when it is not one
	 */
	public static TopicPattern parse(String text) {
		String name = Words.canonical(text);
		Words.check(name, text, true);
		return new TopicPattern(name, List.of(name.split("\\.")));
	}

	/** The pattern that matches {@code topic} alone. */
	public static TopicPattern of(Topic topic) {
		return new TopicPattern(topic.name(), List.of(topic.name().split("\\.")));
	}

	/** Whether it matches one topic only, itself. */
	public boolean exact() {
		return this.name.indexOf('*') < 0 && this.name.indexOf('#') < 0;
	}

	/** Whether {@code topic} is one of those that are meant. */
	public boolean matches(Topic topic) {
		if (wildFirst() && topic.system()) {
			return false;
		}
		if (exact()) {
			return this.name.equals(topic.name());
		}
		String first = this.words.get(0);
		if (!wildFirst() && !topic.name().startsWith(first)) {
			// Most patterns are of other topics, which shows without a look at words.
			return false;
		}
		return matches(topic.name().split("\\."));
	}

	/**
	 * Each {@code #} takes as few words as it can; when what follows does not fit, the
	 * last one takes one more. No earlier one has to be tried again, since what it has
	 * left over the last one can take.
	 */
	private boolean matches(String[] topic) {
		int mine = 0;
		int theirs = 0;
		int any = -1;
		int taken = 0;
		while (theirs < topic.length) {
			String word = (mine < this.words.size()) ? this.words.get(mine) : "";
			if (word.equals(ANY)) {
				any = mine++;
				taken = theirs;
			}
			else if (word.equals(ONE) || word.equals(topic[theirs])) {
				mine++;
				theirs++;
			}
			else if (any >= 0) {
				mine = any + 1;
				theirs = ++taken;
			}
			else {
				return false;
			}
		}
		while (mine < this.words.size() && this.words.get(mine).equals(ANY)) {
			mine++;
		}
		return mine == this.words.size();
	}

	/** Whether a wildcard is its first word, which matches none of the server's own. */
	private boolean wildFirst() {
		return this.words.get(0).equals(ONE) || this.words.get(0).equals(ANY);
	}

	/**
	 * Whether every topic that {@code other} can match is matched by this pattern as
	 * well.
	 */
	public boolean contains(TopicPattern other) {
		if (wildFirst() && other.words.get(0).charAt(0) == Topic.SYSTEM) {
			return false;
		}
		return new Containment(this.words, other.words, other.wildFirst()).holds();
	}

	@Override
	public String toString() {
		return this.name;
	}

}
