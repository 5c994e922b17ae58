package dev.stompbox.relay;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/** What clients are told when RabbitMQ does not do what is asked. */
final class Refusals {

	private static final String LATER = "Try again in a few seconds; this server reconnects by itself.";

	private Refusals() {
	}

	static Refused notYet() {
		return away("RabbitMQ, which keeps the topics of this server, has not answered yet.");
	}

	static Refused unreachable() {
		return away("RabbitMQ, which keeps the topics of this server, cannot be reached.");
	}

	static Refused broken() {
		return away("The connection to RabbitMQ, which keeps the topics of this server, broke.");
	}

	static Refused away(String detail) {
		return new Refused(ErrorCode.BROKER_UNREACHABLE, detail, LATER);
	}

	static Refused loginRefused() {
		return new Refused(ErrorCode.BROKER_LOGIN_REFUSED,
				"RabbitMQ, which keeps the topics of this server, does not let this server in.",
				"The operator of this server sets stompbox.relay.login and stompbox.relay.passcode.");
	}

	/** RabbitMQ's own ERROR, in its words. */
	static Refused refused(String words) {
		return new Refused(ErrorCode.BROKER_REFUSED, "RabbitMQ refused: " + words,
				"Ask the operator of this server what its user may do in RabbitMQ.");
	}

	/** RabbitMQ's words as one line of a length that can be shown. */
	static String line(String words) {
		String line = words.strip().replaceAll("\\p{Cntrl}+", " ");
		return line.substring(0, Math.min(300, line.length()));
	}

}
