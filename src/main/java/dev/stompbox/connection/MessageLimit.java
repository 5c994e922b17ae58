package dev.stompbox.connection;

/**
 * The largest message that is read from a client.
 *
 * @param bytes how large
 * @param property the property that says so
 */
public record MessageLimit(long bytes, String property) {

	/** For an edge that bounds what it reads by itself. */
	public static final MessageLimit NONE = new MessageLimit(Long.MAX_VALUE, "");

}
