package dev.stompbox.relay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompEncoder;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.tcp.reactor.ReactorNettyCodec;

/**
 * Frames between this server and RabbitMQ. They are written by Spring, but not read by
 * it: Spring's decoder breaks the connection over a {@code content-type} that is not one,
 * so that whoever may publish could cut off all who subscribe.
 */
final class SpringFrames implements ReactorNettyCodec<byte[]> {

	private static final byte[] NOTHING = new byte[0];

	private final StompEncoder encoder = new StompEncoder();

	@Override
	public void encode(Message<byte[]> message, ByteBuf out) {
		out.writeBytes(this.encoder.encode(message));
	}

	@Override
	public Collection<Message<byte[]>> decode(ByteBuf in) {
		List<Message<byte[]>> messages = new ArrayList<>();
		for (Message<byte[]> message = next(in); message != null; message = next(in)) {
			messages.add(message);
		}
		return messages;
	}

	/** The next message, or {@code null} when not all of it is there yet. */
	private static @Nullable Message<byte[]> next(ByteBuf in) {
		int start = in.readerIndex();
		if (!in.isReadable()) {
			return null;
		}
		if (in.getByte(start) == '\n') {
			in.skipBytes(1);
			StompHeaderAccessor beat = StompHeaderAccessor.createForHeartbeat();
			beat.setLeaveMutable(true);
			return MessageBuilder.createMessage(NOTHING, beat.getMessageHeaders());
		}
		StompHeaderAccessor head = head(in);
		byte[] body = (head != null) ? body(in, head) : null;
		if (head == null || body == null) {
			in.readerIndex(start);
			return null;
		}
		return MessageBuilder.createMessage(body, head.getMessageHeaders());
	}

	private static @Nullable StompHeaderAccessor head(ByteBuf in) {
		String command = line(in);
		if (command == null) {
			return null;
		}
		StompHeaderAccessor head = StompHeaderAccessor.create(StompCommand.valueOf(command));
		head.setLeaveMutable(true);
		// CONNECTED is the one frame whose headers are not escaped (STOMP 1.2, "Value
		// Encoding").
		boolean escaped = head.getCommand() != StompCommand.CONNECTED;
		for (String line = line(in); line != null; line = line(in)) {
			if (line.isEmpty()) {
				return head;
			}
			int colon = Math.max(0, line.indexOf(':'));
			String name = line.substring(0, colon);
			String value = line.substring(Math.min(line.length(), colon + 1));
			head.addNativeHeader(escaped ? unescape(name) : name, escaped ? unescape(value) : value);
		}
		return null;
	}

	private static @Nullable String line(ByteBuf in) {
		int length = in.bytesBefore((byte) '\n');
		if (length < 0) {
			return null;
		}
		String line = in.toString(in.readerIndex(), length, StandardCharsets.UTF_8);
		in.skipBytes(length + 1);
		return line.endsWith("\r") ? line.substring(0, length - 1) : line;
	}

	private static String unescape(String text) {
		if (text.indexOf('\\') < 0) {
			return text;
		}
		StringBuilder plain = new StringBuilder(text.length());
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '\\' && i + 1 < text.length()) {
				c = switch (text.charAt(++i)) {
					case 'n' -> '\n';
					case 'r' -> '\r';
					case 'c' -> ':';
					default -> text.charAt(i);
				};
			}
			plain.append(c);
		}
		return plain.toString();
	}

	private static byte @Nullable [] body(ByteBuf in, StompHeaderAccessor head) {
		Integer announced = head.getContentLength();
		int length = (announced != null) ? announced : in.bytesBefore((byte) 0);
		if (length < 0 || in.readableBytes() <= length) {
			return null;
		}
		byte[] body = new byte[length];
		in.readBytes(body);
		in.skipBytes(1);
		return body;
	}

}
