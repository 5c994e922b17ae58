package dev.stompbox.bench;

import java.util.List;

/** What the connections do in a phase. */
interface Load {

	/** Those that receive; connected first. */
	List<? extends Client> receivers();

	/** Those that publish; connected when the receivers are. */
	default List<? extends Client> publishers() {
		return List.of();
	}

	/** Sends each topic a message that does not count. */
	default void probe() {
	}

	/** How many receivers have not heard their topic yet. */
	default int unheard() {
		return 0;
	}

	/** Begins to send messages of {@code phase}. Returns when it has begun. */
	void begin(int phase, long now);

	/** Sends nothing more. Returns when that is so. */
	void end();

	/** How many deliveries what was sent in this phase has to lead to. */
	long expected();

}
