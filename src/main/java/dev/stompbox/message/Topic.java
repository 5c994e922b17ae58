package dev.stompbox.message;

import org.jspecify.annotations.Nullable;

/**
 * The name of a stream of messages: words joined by {@code .}, at most 255 characters.
 * Only {@link #parse} and {@link #system} make one, so a {@code Topic} is always valid.
 *
 * @param name the canonical name, never with a {@code /}
 */
public record Topic(String name) implements Comparable<Topic> {

	/** The first word of the server's own topics. */
	static final char SYSTEM = '$';

	/**
	 * Reads a topic's name; {@code /} is read as {@code .}.
	 * @param text the name as the client spelled it
	 * @return the topic
	 * @throws Refused {@link ErrorCode#BAD_TOPIC} when it is not a topic's name
	 */
	public static Topic parse(String text) {
		String name = Words.canonical(text);
		Words.check(name, text, false);
		return new Topic(name);
	}

	/** Whether the server alone may publish to it ({@code $SYS.…} and the like). */
	public boolean system() {
		return this.name.charAt(0) == SYSTEM;
	}

	/** As a record's, and quicker: each message is looked up by its topic. */
	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof Topic that && this.name.equals(that.name));
	}

	@Override
	public int hashCode() {
		return this.name.hashCode();
	}

	@Override
	public int compareTo(Topic other) {
		return this.name.compareTo(other.name);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
