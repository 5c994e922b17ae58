package dev.stompbox.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import dev.stompbox.websocket.CaseText.End;
import dev.stompbox.websocket.CaseText.Message;
import dev.stompbox.websocket.CaseText.Raw;
import dev.stompbox.websocket.CaseText.Word;

/**
 * One case of a {@code .hex} file; {@code websocket/README.md} explains the format.
 *
 * @param name what it shows
 * @param where file and line
 * @param proves which requirements hold if it goes as it is written
 * @param piece how many bytes go out at a time, or 0 for all ways that there are
 * @param steps what is sent and seen, in order
 * @param differs where it is known to go another way, by the engine's name
 */
record FrameCase(String name, String where, List<String> proves, int piece, List<Step> steps,
		Map<String, Difference> differs) {

	private static final byte[] MASK = { 0x37, (byte) 0xfa, 0x21, 0x3d };

	/** The client sends, and then waits until it has seen. */
	record Step(List<Word> sends, List<Word> sees) {

		/** What goes over the wire. */
		byte[] bytes() {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			for (Word word : this.sends) {
				if (word instanceof Raw raw) {
					bytes.writeBytes(raw.bytes());
				}
				else {
					((Message) word).writeTo(bytes);
				}
			}
			return bytes.toByteArray();
		}

		/** What comes back, as it is compared. */
		List<String> events() {
			return FrameCase.events(this.sees);
		}

	}

	/**
	 * How it goes elsewhere.
	 *
	 * @param sees what is seen there, in all
	 * @param why a sentence
	 */
	record Difference(List<Word> sees, String why) {

		List<String> events() {
			return FrameCase.events(this.sees);
		}

	}

	/** All that the client sends, if it does not wait. */
	byte[] bytes() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		this.steps.forEach((step) -> bytes.writeBytes(step.bytes()));
		return bytes.toByteArray();
	}

	/** All that comes of it. */
	List<String> events() {
		List<String> events = new ArrayList<>();
		this.steps.forEach((step) -> events.addAll(step.events()));
		return events;
	}

	/** Whether the client stops in the middle of a frame. */
	boolean endsWithinAFrame() {
		List<Word> last = this.steps.get(this.steps.size() - 1).sends();
		return !last.isEmpty() && last.get(last.size() - 1) instanceof Raw;
	}

	private static List<String> events(List<Word> words) {
		return words.stream()
			.map((word) -> (word instanceof End end) ? "close " + end.code() : event((Message) word))
			.toList();
	}

	private static String event(Message message) {
		return event((message.compressed() ? "z" : "") + message.kind(), message.body().bytes());
	}

	/** How a message or control frame is compared and shown. */
	static String event(String kind, byte[] body) {
		return kind + " " + ((body.length > 200) ? body.length + " bytes, hash " + Arrays.hashCode(body)
				: HexFormat.of().formatHex(body));
	}

	/** A client's frame. */
	static byte[] frame(int opcode, boolean last, byte[] body) {
		return frame(opcode, last, body, MASK);
	}

	/** A client's frame with a mask of its own. */
	static byte[] frame(int opcode, boolean last, byte[] body, byte[] mask) {
		ByteBuffer frame = ByteBuffer.allocate(14 + body.length);
		frame.put((byte) ((last ? 0x80 : 0) | opcode));
		if (body.length < 126) {
			frame.put((byte) (0x80 | body.length));
		}
		else if (body.length < 1 << 16) {
			frame.put((byte) 0xfe).putShort((short) body.length);
		}
		else {
			frame.put((byte) 0xff).putLong(body.length);
		}
		frame.put(mask);
		for (int i = 0; i < body.length; i++) {
			frame.put((byte) (body[i] ^ mask[i & 3]));
		}
		return Arrays.copyOf(frame.array(), frame.position());
	}

}
