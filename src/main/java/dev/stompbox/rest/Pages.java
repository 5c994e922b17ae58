package dev.stompbox.rest;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/** Lists are given out in pages. */
final class Pages {

	private static final int MOST = 1000;

	private Pages() {
	}

	static int limit(int asked) {
		if (asked < 1 || asked > MOST) {
			throw new Refused(ErrorCode.BAD_REQUEST, "limit is " + asked + ", not between 1 and " + MOST + ".",
					"Ask for the next page with the answer's \"next\" as after.");
		}
		return asked;
	}

}
