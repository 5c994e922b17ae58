package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;

/** How SockJS's frames are written to an HTTP response. */
enum SockJsStyle {

	/** A frame for each request: XHR polling. */
	XHR("application/javascript;charset=UTF-8", "", "", "\n"),
	/** Lines, as they come; the first is there for browsers that hold a little back. */
	XHR_STREAMING("application/javascript;charset=UTF-8", "h".repeat(2048) + "\n", "", "\n"),
	/** Events (WHATWG HTML, "Server-sent events"). */
	EVENT_SOURCE("text/event-stream;charset=UTF-8", "\r\n", "data: ", "\r\n\r\n");

	private final String contentType;

	private final byte[] prelude;

	private final byte[] before;

	private final byte[] after;

	SockJsStyle(String contentType, String prelude, String before, String after) {
		this.contentType = contentType;
		this.prelude = bytes(prelude);
		this.before = bytes(before);
		this.after = bytes(after);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	String contentType() {
		return this.contentType;
	}

	/** What a response begins with. */
	byte[] prelude() {
		return this.prelude;
	}

	/** What stands before each frame. */
	byte[] before() {
		return this.before;
	}

	/** What stands after each frame. */
	byte[] after() {
		return this.after;
	}

	/** Whether a response ends with its first frame. */
	boolean polls() {
		return this == XHR;
	}

	/** A frame as it is written. */
	byte[] of(String frame) {
		return bytes(new String(this.before, StandardCharsets.UTF_8) + frame
				+ new String(this.after, StandardCharsets.UTF_8));
	}

}
