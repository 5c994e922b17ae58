package dev.stompbox.stomp;

import org.jspecify.annotations.Nullable;

import dev.stompbox.broker.AckMode;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * What a SUBSCRIBE frame asks for.
 *
 * @param id the subscription's id
 * @param destination as the client spelled it
 * @param mode when a message counts as received
 * @param prefetch how many may be in flight
 * @param unacknowledged bytes that may wait for the client's acknowledgements
 */
record Subscribe(String id, String destination, AckMode mode, int prefetch, long unacknowledged) {

	/**
	 * The most that may be in flight, and as many as are when the client does not say:
	 * who acknowledges many with one ACK must not wait for ever for the next.
	 */
	private static final int MOST = 65_535;

	private static final String[] LATER = { "since", "rewind", "selector" };

	/**
	 * Reads a SUBSCRIBE.
	 * @throws Refused when it asks for what is not there
	 */
	static Subscribe of(Frame frame, String id, StompLimits limits) {
		String destination = frame.required(HeaderNames.DESTINATION);
		for (String header : LATER) {
			if (frame.header(header) != null) {
				throw new Refused(ErrorCode.NOT_AVAILABLE,
						"The header " + header + " is not there yet in this version.",
						"Subscribe without it: messages come from now on.");
			}
		}
		AckMode mode = mode(frame.header(HeaderNames.ACK));
		return new Subscribe(id, destination, mode, prefetch(frame.header("prefetch"), mode), limits.unacknowledged());
	}

	private static AckMode mode(@Nullable String ack) {
		return switch ((ack != null) ? ack : "auto") {
			case "auto" -> AckMode.AUTO;
			case "client" -> AckMode.CLIENT;
			case "client-individual" -> AckMode.CLIENT_INDIVIDUAL;
			default -> throw new Refused(ErrorCode.BAD_HEADER, "The ack header is not one of STOMP's.",
					"Write ack:auto, ack:client or ack:client-individual, or leave the header out.");
		};
	}

	private static int prefetch(@Nullable String text, AckMode mode) {
		if (text == null) {
			return MOST;
		}
		if (mode == AckMode.AUTO) {
			throw new Refused(ErrorCode.BAD_HEADER, "prefetch counts unacknowledged messages, and ack:auto has none.",
					"Add ack:client or ack:client-individual, or leave prefetch out.");
		}
		boolean number = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch((c) -> c >= '0' && c <= '9');
		int prefetch = number ? Integer.parseInt(text) : 0;
		if (prefetch < 1 || prefetch > MOST) {
			throw new Refused(ErrorCode.BAD_HEADER, "prefetch is not a number of messages from 1 to " + MOST + ".",
					"Write for example prefetch:10.");
		}
		return prefetch;
	}

}
