package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * How a refusal is told over STOMP: as an ERROR frame, and as the reason of the close
 * that follows it.
 */
final class StompErrors {

	private StompErrors() {
	}

	static byte[] frame(Refused refused, @Nullable String receipt, Version version) {
		FrameEncoder encoder = FrameEncoder.frame("ERROR", version)
			.header("message", refused.detail())
			.plain("code", refused.code().code())
			.plain("content-type", "text/plain;charset=utf-8");
		if (receipt != null) {
			encoder.header("receipt-id", receipt);
		}
		if (refused.code() == ErrorCode.UNKNOWN_VERSION) {
			encoder.plain("version", Version.ALL);
		}
		byte[] body = (refused.code().code() + ' ' + refused.code().title() + '\n' + refused.detail() + '\n'
				+ refused.hint() + '\n')
			.getBytes(StandardCharsets.UTF_8);
		return encoder.length(body).end(body);
	}

	/**
	 * The ERROR of a connection that ends for a reason other than one of its own frames.
	 */
	static byte[] frame(Closed closed, Version version) {
		String cure = (closed.property() != null) ? "The limit is " + closed.limit() + " (" + closed.property() + ").\n"
				: "";
		byte[] body = (closed.code() + ' ' + closed.detail() + ".\n" + cure).getBytes(StandardCharsets.UTF_8);
		FrameEncoder encoder = FrameEncoder.frame("ERROR", version)
			.header("message", closed.detail() + '.')
			.plain("code", closed.code())
			.plain("content-type", "text/plain;charset=utf-8");
		if (closed.reconnectAfter() >= 0) {
			encoder.plain("reconnect-after", closed.reconnectAfter());
		}
		return encoder.length(body).end(body);
	}

	static Closed closed(Refused refused) {
		CloseReason reason = switch (refused.code()) {
			case UNAUTHENTICATED, TOKEN_EXPIRED, REVOKED, SESSION_OVER -> CloseReason.UNAUTHENTICATED;
			case FORBIDDEN, ORIGIN_REFUSED, ANOTHER_CALLER, RIGHT_LOST -> CloseReason.FORBIDDEN;
			case MESSAGE_TOO_BIG -> CloseReason.TOO_BIG;
			case TOO_MANY_GUESSES, TOO_MANY_SUBSCRIPTIONS, TOO_MANY_TOPICS, TOO_MANY_QUEUES, QUEUE_FULL,
					TRANSACTION_TOO_BIG, TOO_MANY_OF_CALLER, HELD_OFF, PUBLISH_RATE ->
				CloseReason.TOO_MANY;
			case BROKER_UNREACHABLE, BROKER_LOGIN_REFUSED, STORE_FULL, STORE_FAILED, STORE_BUSY ->
				CloseReason.TRY_LATER;
			case CONNECT_TIMEOUT -> CloseReason.SILENT;
			case INTERNAL -> CloseReason.INTERNAL;
			default -> CloseReason.PROTOCOL_ERROR;
		};
		return new Closed(reason, refused.code().code(), refused.detail(), refused.limit(), refused.property());
	}

}
