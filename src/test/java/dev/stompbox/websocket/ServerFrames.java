package dev.stompbox.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** What a server's bytes say, however they come. */
final class ServerFrames {

	private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

	private final ServerSaid said = new ServerSaid();

	void add(byte[] bytes) {
		this.waiting.writeBytes(bytes);
		ByteBuffer in = ByteBuffer.wrap(this.waiting.toByteArray());
		while (whole(in)) {
			int first = in.get() & 0xff;
			int length = in.get();
			length = (length == 126) ? in.getShort() & 0xffff : (length == 127) ? (int) in.getLong() : length;
			byte[] payload = new byte[length];
			in.get(payload);
			this.said.frame(first, payload);
		}
		this.waiting.reset();
		this.waiting.write(in.array(), in.position(), in.remaining());
	}

	private static boolean whole(ByteBuffer in) {
		int at = in.position();
		if (in.remaining() < 2) {
			return false;
		}
		int second = in.get(at + 1);
		if (second < 0) {
			throw new AssertionError("A server's frame is masked");
		}
		int head = (second < 126) ? 2 : (second == 126) ? 4 : 10;
		if (in.remaining() < head) {
			return false;
		}
		long length = (second < 126) ? second : (second == 126) ? in.getShort(at + 2) & 0xffff : in.getLong(at + 2);
		return in.remaining() >= head + length;
	}

	List<String> events() {
		if (this.waiting.size() > 0) {
			throw new AssertionError("The server stopped within a frame");
		}
		return this.said.events();
	}

}
