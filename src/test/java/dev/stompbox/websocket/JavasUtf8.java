package dev.stompbox.websocket;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What Java's own decoder has to say of bytes that may be UTF-8. */
enum JavasUtf8 {

	/** Text. */
	WHOLE,
	/** Text that ends within a character. */
	BEGUN,
	/** Nothing can make it text. */
	BAD;

	static JavasUtf8 of(byte[] bytes) {
		int left = left(bytes);
		if (left <= 0) {
			return (left == 0) ? WHOLE : BAD;
		}
		byte[] end = Arrays.copyOfRange(bytes, bytes.length - left, bytes.length);
		return canGoOn(end, 3) ? BEGUN : BAD;
	}

	/** Java sees half of a surrogate only when it is whole. */
	private static boolean canGoOn(byte[] bytes, int more) {
		byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
		for (int next : new int[] { 0x80, 0xbf }) {
			longer[bytes.length] = (byte) next;
			int left = left(longer);
			if (left == 0 || (left > 0 && more > 1 && canGoOn(longer, more - 1))) {
				return true;
			}
		}
		return false;
	}

	/** How many bytes the decoder leaves, or -1 when it refuses. */
	private static int left(byte[] bytes) {
		CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
		ByteBuffer in = ByteBuffer.wrap(bytes);
		boolean refused = decoder.decode(in, CharBuffer.allocate(bytes.length + 1), false).isError();
		return refused ? -1 : in.remaining();
	}

}
