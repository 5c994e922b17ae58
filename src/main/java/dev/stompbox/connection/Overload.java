package dev.stompbox.connection;

/**
 * What a connection can be too much for without a request to refuse: with its stable
 * code, which a close, a log line and a metric carry, and one sentence.
 */
public enum Overload {

	/** What was begun was not completed in time. */
	UNFINISHED("SB-323", "A client began a frame and did not complete it in time"),
	/** More frames came than may in a second; reading pauses. */
	FRAMES("SB-324", "A client sends frames faster than it may; it is read more slowly"),
	/** More bytes came than may in a second; reading pauses. */
	BYTES("SB-325", "A client sends bytes faster than it may; it is read more slowly"),
	/** All outboxes together hold more than they may, and this one most. */
	OUTBOX_TOTAL("SB-326", "All outboxes together were full, and this client's held most"),
	/** What all clients have the server keep is too much, and this one's is most. */
	HELD("SB-328", "All clients together had the server hold more than it may, and this one most"),
	/** Half of what may wait for a client does. */
	LAGGING("SB-330", "A client reads slowly: its outbox is half full"),
	/** A slow client misses messages, as its topic's rule has it. */
	DROPPED("SB-331", "A client reads too slowly and misses messages, as the topic's rule has it");

	private final String code;

	private final String sentence;

	Overload(String code, String sentence) {
		this.code = code;
		this.sentence = sentence;
	}

	/** The stable code. */
	public String code() {
		return this.code;
	}

	/** What happens, without a full stop. */
	public String sentence() {
		return this.sentence;
	}

}
