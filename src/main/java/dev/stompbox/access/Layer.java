package dev.stompbox.access;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.TopicPattern;

/**
 * A rule as it is for one caller and action: of the topics that it matches, and no layer
 * before it, some are granted and the others are not.
 *
 * @param match what it is about
 * @param granted what of that is granted
 * @param rule the rule behind it, or {@code null}
 */
record Layer(TopicPattern match, List<TopicPattern> granted, @Nullable Rule rule) {

	/** A layer that grants all that it is about. */
	static Layer all(TopicPattern match) {
		return new Layer(match, List.of(match), null);
	}

}
