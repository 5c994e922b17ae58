package dev.stompbox.broker;

import dev.stompbox.message.Refused;

/**
 * Told when the other broker goes and when it comes back, so that the operator learns of
 * it. Must not block.
 */
public interface RemoteListener {

	/**
	 * It is away.
	 * @param why in words for the operator
	 */
	void away(Refused why);

	/**
	 * It is there, for the first time or again.
	 * @param sentence says so
	 */
	void back(String sentence);

}
