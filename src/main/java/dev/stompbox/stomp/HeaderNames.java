package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The names that clients send all the time; reading one makes no new object. */
final class HeaderNames {

	static final String DESTINATION = "destination";

	static final String CONTENT_TYPE = "content-type";

	static final String CONTENT_LENGTH = "content-length";

	static final String RECEIPT = "receipt";

	static final String TRANSACTION = "transaction";

	static final String ACK = "ack";

	static final String SUBSCRIPTION = "subscription";

	static final String MESSAGE_ID = "message-id";

	static final String ID = "id";

	static final String IDEMPOTENCY_KEY = "idempotency-key";

	private static final List<String> NAMES = List.of(DESTINATION, CONTENT_TYPE, CONTENT_LENGTH, RECEIPT, ID, ACK,
			TRANSACTION, SUBSCRIPTION, MESSAGE_ID, "accept-version", "heart-beat", "host", "login", "passcode",
			IDEMPOTENCY_KEY, "reply-to", "correlation-id");

	private static final byte[][] BYTES = NAMES.stream()
		.map((name) -> name.getBytes(StandardCharsets.US_ASCII))
		.toArray(byte[][]::new);

	private HeaderNames() {
	}

	/** The known name that the bytes are, or {@code null}. */
	static @Nullable String of(byte[] bytes, int from, int to) {
		for (int i = 0; i < BYTES.length; i++) {
			if (Arrays.equals(BYTES[i], 0, BYTES[i].length, bytes, from, to)) {
				return NAMES.get(i);
			}
		}
		return null;
	}

}
