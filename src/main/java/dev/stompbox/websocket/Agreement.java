package dev.stompbox.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * What is agreed on in a handshake, as the answer to it says (RFC 6455 §4.2.2).
 *
 * @param key the client's {@code Sec-WebSocket-Key}
 * @param subProtocol the subprotocol, or {@code null} for none
 * @param extension the extension with its parameters, or {@code null} for none
 */
record Agreement(String key, @Nullable String subProtocol, @Nullable String extension) {

	private static final byte[] ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
		.getBytes(StandardCharsets.US_ASCII);

	// Looking SHA-1 up among the providers costs more than computing it.
	private static final ThreadLocal<MessageDigest> SHA_1 = ThreadLocal.withInitial(Agreement::sha1);

	/** Adds the answer's headers to {@code fields}. */
	void answer(HttpFields.Mutable fields) {
		fields.put(HttpHeader.UPGRADE, "websocket");
		fields.put(HttpHeader.CONNECTION, "Upgrade");
		fields.put("Sec-WebSocket-Accept", accept());
		if (this.subProtocol != null) {
			fields.put("Sec-WebSocket-Protocol", this.subProtocol);
		}
		if (this.extension != null) {
			fields.put("Sec-WebSocket-Extensions", this.extension);
		}
	}

	/** RFC 6455 §4.2.2, step 5.4. */
	private String accept() {
		MessageDigest digest = SHA_1.get();
		digest.update(this.key.trim().getBytes(StandardCharsets.US_ASCII));
		return Base64.getEncoder().encodeToString(digest.digest(ACCEPT_SUFFIX));
	}

	private static MessageDigest sha1() {
		try {
			return MessageDigest.getInstance("SHA-1");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-1", ex);
		}
	}

}
