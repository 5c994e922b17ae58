package dev.stompbox.stomp;

import org.jspecify.annotations.Nullable;

import dev.stompbox.broker.AckMode;
import dev.stompbox.broker.Start;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Position;
import dev.stompbox.message.Refused;

/**
 * What a SUBSCRIBE frame asks for.
 *
 * @param id the subscription's id
 * @param destination as the client spelled it
 * @param mode when a message counts as received
 * @param prefetch how many may be in flight
 * @param unacknowledged bytes that may wait for the client's acknowledgements
 * @param sampling what may come per second, or {@code null} for all
 * @param start with which message it begins
 */
record Subscribe(String id, String destination, AckMode mode, int prefetch, long unacknowledged,
		@Nullable Sampling sampling, Start start) {

	/**
	 * The most that may be in flight, and as many as are when the client does not say:
	 * who acknowledges many with one ACK must not wait for ever for the next.
	 */
	private static final int MOST = 65_535;

	/**
	 * Reads a SUBSCRIBE.
	 * @throws Refused when it asks for what is not there
	 */
	static Subscribe of(Frame frame, String id, StompLimits limits) {
		String destination = frame.required(HeaderNames.DESTINATION);
		if (frame.header("selector") != null) {
			throw new Refused(ErrorCode.NOT_AVAILABLE, "The header selector is not there in this version.",
					"Subscribe without it, or to a topic or pattern that has what you want.");
		}
		AckMode mode = mode(frame.header(HeaderNames.ACK));
		return new Subscribe(id, destination, mode, prefetch(frame.header("prefetch"), mode), limits.unacknowledged(),
				Sampling.of(frame, mode), start(frame.header("since"), frame.header("rewind")));
	}

	private static Start start(@Nullable String since, @Nullable String rewind) {
		if (since != null && rewind != null) {
			throw new Refused(ErrorCode.BAD_HEADER, "since and rewind are two places to begin at.",
					"Send since to go on after a message you have, or rewind to begin some way back.");
		}
		if (since != null) {
			Position position = Position.parse(since);
			if (position == null) {
				throw new Refused(ErrorCode.BAD_HEADER, "since is not a position, which is written EPOCH:OFFSET.",
						"Send the message-id of the last message you have, as it came.");
			}
			return new Start.Since(position);
		}
		if (rewind != null) {
			Start start = Start.rewind(rewind);
			if (start == null) {
				throw new Refused(ErrorCode.BAD_HEADER, "rewind is neither a number of messages nor a time.",
						"Write for example rewind:10, rewind:30s, rewind:5m or rewind:2h.");
			}
			return start;
		}
		return Start.USUAL;
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
		return (int) number("prefetch", text, MOST, "messages", "prefetch:10");
	}

	/**
	 * Reads a header that is a number from 1.
	 * @throws Refused {@link ErrorCode#BAD_HEADER} when it is none, or greater than most
	 */
	static long number(String header, String text, long most, String unit, String example) {
		boolean digits = !text.isEmpty() && text.length() <= String.valueOf(most).length()
				&& text.chars().allMatch((c) -> c >= '0' && c <= '9');
		long number = digits ? Long.parseLong(text) : 0;
		if (number < 1 || number > most) {
			throw new Refused(ErrorCode.BAD_HEADER, header + " is not a number of " + unit + " from 1 to " + most + ".",
					"Write for example " + example + ".");
		}
		return number;
	}

}
