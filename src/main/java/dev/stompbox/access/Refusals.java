package dev.stompbox.access;

import dev.stompbox.message.Refused;

/**
 * Told of each request that is turned away before it reaches an edge, so that the
 * operator learns why.
 */
@FunctionalInterface
public interface Refusals {

	/**
	 * A request was turned away. Must not block.
	 * @param remote where it came from
	 * @param refused why
	 */
	void refused(String remote, Refused refused);

}
