package dev.stompbox.websocket;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** What a frame reader hands on, as what an echo would answer. */
final class ReadEvents implements FrameReader.Sink {

	private final List<String> events = new ArrayList<>();

	private final List<Boolean> parts = new ArrayList<>();

	private final ByteArrayOutputStream message = new ByteArrayOutputStream();

	private @Nullable ProtocolError error;

	private boolean over;

	/** Answers so far. */
	List<String> all() {
		return this.events;
	}

	/** For each part of a message, whether the message ended with it. */
	List<Boolean> parts() {
		return this.parts;
	}

	/** Why the reader gave up, or {@code null}. */
	@Nullable ProtocolError error() {
		return this.error;
	}

	/** Whether the client said goodbye, or the reader gave up. */
	boolean over() {
		return this.over;
	}

	void failed(ProtocolError ex) {
		if (!this.over) {
			this.over = true;
			this.error = ex;
			this.events.add("close " + ex.closed().reason().webSocketCode());
		}
	}

	@Override
	public boolean wantsMore() {
		return true;
	}

	@Override
	public void data(boolean text, byte[] bytes, int from, int to, boolean last) {
		if (this.over) {
			return;
		}
		this.message.write(bytes, from, to - from);
		this.parts.add(last);
		if (last) {
			this.events.add(FrameCase.event(text ? "text" : "binary", this.message.toByteArray()));
			this.message.reset();
		}
	}

	@Override
	public void ping(byte[] body) {
		if (!this.over) {
			this.events.add(FrameCase.event("pong", body));
		}
	}

	@Override
	public void close(int code) {
		if (!this.over) {
			this.over = true;
			this.events.add("close " + code);
		}
	}

}
