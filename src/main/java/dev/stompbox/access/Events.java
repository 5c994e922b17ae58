package dev.stompbox.access;

/** Where it is told what an operator, or the server by itself, has done. */
@FunctionalInterface
public interface Events {

	/**
	 * Tells the log, {@code $SYS.events} and the counters.
	 * @param kind one word, of those that {@code docs/operations.md} lists
	 * @param sentence what happened, without secrets
	 */
	void happened(String kind, String sentence);

}
