package dev.stompbox.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks UTF-8 as it comes (RFC 3629 §4): overlong forms, surrogates and what lies beyond
 * U+10FFFF are refused at the first byte that shows it. ASCII, of which most text is made
 * even where it is not English, is passed over eight bytes at a time.
 */
final class Utf8 {

	private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

	/** The bits that no byte of ASCII has. */
	private static final long NOT_ASCII = 0x8080808080808080L;

	/** How many continuation bytes are still to come. */
	private int left;

	/** What the next continuation byte may be, where that is less than 80–BF. */
	private int low = 0x80;

	private int high = 0xBF;

	/** Whether the text may go on with these bytes. */
	boolean accepts(byte[] bytes, int from, int to) {
		int i = from;
		while (i < to) {
			if (this.left == 0) {
				i = afterAscii(bytes, i, to);
				if (i == to) {
					return true;
				}
				if (!lead(bytes[i++] & 0xff)) {
					return false;
				}
			}
			else {
				int c = bytes[i++] & 0xff;
				if (c < this.low || c > this.high) {
					return false;
				}
				this.low = 0x80;
				this.high = 0xBF;
				this.left--;
			}
		}
		return true;
	}

	/** Where the first byte is that is not ASCII. */
	private static int afterAscii(byte[] bytes, int from, int to) {
		int i = from;
		while (i + Long.BYTES <= to && ((long) WORDS.get(bytes, i) & NOT_ASCII) == 0) {
			i += Long.BYTES;
		}
		while (i < to && bytes[i] >= 0) {
			i++;
		}
		return i;
	}

	/**
	 * How many bytes at the end of valid text belong to a character that is not complete.
	 */
	static int tail(byte[] bytes, int from, int to) {
		int start = to;
		while (start > from && (bytes[start - 1] & 0xC0) == 0x80) {
			start--;
		}
		if (start == from || bytes[start - 1] >= 0) {
			return 0;
		}
		int lead = bytes[start - 1] & 0xff;
		int length = (lead < 0xE0) ? 2 : (lead < 0xF0) ? 3 : 4;
		int there = to - start + 1;
		return (there < length) ? there : 0;
	}

	private boolean lead(int b) {
		if (b < 0xC2 || b > 0xF4) {
			return false;
		}
		this.left = (b < 0xE0) ? 1 : (b < 0xF0) ? 2 : 3;
		switch (b) {
			case 0xE0 -> this.low = 0xA0;
			case 0xED -> this.high = 0x9F;
			case 0xF0 -> this.low = 0x90;
			case 0xF4 -> this.high = 0x8F;
			default -> {
			}
		}
		return true;
	}

	/**
	 * Whether the text may end here. The checker is ready for the next text afterwards.
	 */
	boolean complete() {
		boolean complete = this.left == 0;
		this.left = 0;
		this.low = 0x80;
		this.high = 0xBF;
		return complete;
	}

}
