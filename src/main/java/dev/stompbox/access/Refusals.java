package dev.stompbox.access;

import dev.stompbox.message.Refused;

/**
 * Told of each refusal that ends no connection, so that the operator learns of it all the
 * same.
 */
@FunctionalInterface
public interface Refusals {

	/** Nobody is told. */
	Refusals UNHEARD = (where, refused) -> {
	};

	/**
	 * Something was refused. Must not block.
	 * @param where the address or connection that asked
	 * @param refused why
	 */
	void refused(String where, Refused refused);

}
