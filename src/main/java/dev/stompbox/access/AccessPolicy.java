package dev.stompbox.access;

import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/**
 * Decides who may do what. Called for each publication, so an answer has to be quick and
 * must not block.
 */
public interface AccessPolicy {

	/**
	 * Whether {@code caller} may do {@code action} to every topic that {@code pattern}
	 * can match.
	 */
	boolean permits(Caller caller, Action action, TopicPattern pattern);

	/** Whether {@code caller} may do {@code action} to {@code topic}. */
	boolean permits(Caller caller, Action action, Topic topic);

	/** The same answer as {@link #permits}, with the reason. */
	default Decision decide(Caller caller, Action action, TopicPattern pattern) {
		return Decision.of(permits(caller, action, pattern), "the rules say so");
	}

	/**
	 * Changes when the rules do: what was granted before may not be granted any more.
	 */
	default int version() {
		return 0;
	}

}
