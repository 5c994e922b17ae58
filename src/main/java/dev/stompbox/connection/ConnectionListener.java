package dev.stompbox.connection;

/** Told of connections that come and go. Must not block. */
public interface ConnectionListener {

	/** A connection was opened and knows what it is for. */
	void opened(Connection connection);

	/** The client of a connection has said who it is, and proved it. */
	default void connected(Connection connection) {
	}

	/** A connection ends. */
	void closed(Connection connection, Closed why);

	/** A client was not let in. */
	default void denied(String remote, Denied why) {
	}

	/** The server begins to go away, or has, or stays after all. */
	default void drains(String sentence) {
	}

	/** A connection is too much for a limit, and goes on. */
	default void noticed(Connection connection, Notice notice) {
	}

}
