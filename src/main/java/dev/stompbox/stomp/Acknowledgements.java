package dev.stompbox.stomp;

import org.jspecify.annotations.Nullable;

import dev.stompbox.broker.Consumption;
import dev.stompbox.broker.Verdict;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Position;
import dev.stompbox.message.Refused;

/** Reads ACK and NACK: which message of which subscription, and what of it. */
final class Acknowledgements {

	private static final String[] PASSED = { HeaderNames.ID, HeaderNames.MESSAGE_ID, HeaderNames.SUBSCRIPTION,
			"requeue" };

	private final Subscriptions subscriptions;

	/** Whether messages of another broker come here as well. */
	private final boolean passing;

	private Version version = Version.V1_0;

	Acknowledgements(Subscriptions subscriptions, boolean passing) {
		this.subscriptions = subscriptions;
		this.passing = passing;
	}

	void begin(Version version) {
		this.version = version;
	}

	/**
	 * What is to be done: 1.2 names the message by the {@code ack} header that it came
	 * with, 1.1 by its {@code message-id} and {@code subscription}, 1.0 by its
	 * {@code message-id} (STOMP, "ACK").
	 * @throws Refused {@link ErrorCode#NOT_IN_FLIGHT} when there is no such message
	 */
	Step read(Frame frame) {
		if (this.version == Version.V1_0 && frame.command() == Command.NACK) {
			throw new Refused(ErrorCode.UNKNOWN_COMMAND, "STOMP 1.0, which was agreed on, has no NACK.",
					"Ask for accept-version:1.2 in CONNECT.");
		}
		String name;
		StompSubscription subscription;
		if (this.version == Version.V1_2) {
			String ack = frame.required(HeaderNames.ID);
			int at = ack.indexOf('@');
			name = ack.substring(0, Math.max(0, at));
			subscription = this.subscriptions.find(ack.substring(at + 1));
		}
		else {
			name = frame.required(HeaderNames.MESSAGE_ID);
			String id = (this.version == Version.V1_1) ? frame.required(HeaderNames.SUBSCRIPTION)
					: frame.header(HeaderNames.SUBSCRIPTION);
			subscription = (id != null) ? this.subscriptions.find(id) : holding(Position.parse(name));
		}
		if (subscription instanceof ConsumerSubscription consumer) {
			return new Step.Answer(consumer.answer(Position.parse(name), verdict(frame)));
		}
		if (!this.passing) {
			throw Consumption.notInFlight();
		}
		return passed(frame);
	}

	private @Nullable StompSubscription holding(@Nullable Position position) {
		return (position == null) ? null
				: this.subscriptions.first((each) -> each instanceof ConsumerSubscription own && own.holds(position));
	}

	private static Verdict verdict(Frame frame) {
		if (frame.command() == Command.ACK) {
			return Verdict.DONE;
		}
		return "false".equals(frame.header("requeue")) ? Verdict.NEVER : Verdict.AGAIN;
	}

	/** What it looks like to the broker whose message it may be. */
	private static Step.Pass passed(Frame frame) {
		Headers.Builder headers = Headers.builder(4);
		for (String name : PASSED) {
			String value = frame.header(name);
			if (value != null) {
				headers.add(name, value);
			}
		}
		String receipt = (frame.header(HeaderNames.TRANSACTION) == null) ? frame.header(HeaderNames.RECEIPT) : null;
		if (receipt != null) {
			headers.add(HeaderNames.RECEIPT, receipt);
		}
		return new Step.Pass(frame.command().name(), headers.build());
	}

}
