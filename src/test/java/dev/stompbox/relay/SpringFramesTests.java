package dev.stompbox.relay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageHeaderAccessor;

import static org.assertj.core.api.Assertions.assertThat;

/** RabbitMQ's frames, in whatever pieces they come. */
class SpringFramesTests {

	private static final String FRAMES = "CONNECTED\nserver:a\\b:c\n\n\0\n"
			+ "MESSAGE\ncontent-type:none at all\na\\cb:x\\\\y\\nz\ncontent-length:3\n\na\0b\0\n"
			+ "\nMESSAGE\r\nno-length:\r\n\r\nbody\0RECEIPT\nreceipt-id:7\n\n\0\n";

	private final SpringFrames frames = new SpringFrames();

	private static StompHeaderAccessor head(Message<byte[]> message) {
		return MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
	}

	private List<Message<byte[]>> decode(int pieces) {
		List<Message<byte[]>> all = new ArrayList<>();
		byte[] bytes = FRAMES.getBytes(StandardCharsets.UTF_8);
		ByteBuf in = Unpooled.buffer();
		for (int i = 0; i < bytes.length; i += pieces) {
			in.writeBytes(bytes, i, Math.min(pieces, bytes.length - i));
			this.frames.decode(in).stream().filter((message) -> head(message).getCommand() != null).forEach(all::add);
		}
		assertThat(in.isReadable()).isFalse();
		return all;
	}

	@Test
	void framesAreReadInAnyPieces() {
		for (int pieces : new int[] { 1, 2, 7, 1_000 }) {
			List<Message<byte[]>> all = decode(pieces);
			assertThat(all).extracting((message) -> head(message).getCommand())
				.containsExactly(StompCommand.CONNECTED, StompCommand.MESSAGE, StompCommand.MESSAGE,
						StompCommand.RECEIPT);
			assertThat(head(all.get(0)).getFirstNativeHeader("server")).isEqualTo("a\\b:c");
			assertThat(head(all.get(1)).getFirstNativeHeader("content-type")).isEqualTo("none at all");
			assertThat(head(all.get(1)).getFirstNativeHeader("a:b")).isEqualTo("x\\y\nz");
			assertThat(all.get(1).getPayload()).isEqualTo("a\0b".getBytes());
			assertThat(head(all.get(2)).getFirstNativeHeader("no-length")).isEmpty();
			assertThat(all.get(2).getPayload()).isEqualTo("body".getBytes());
		}
	}

	@Test
	void anEmptyLineIsAHeartBeat() {
		assertThat(this.frames.decode(Unpooled.wrappedBuffer(new byte[] { '\n' }))).singleElement()
			.satisfies((message) -> assertThat(head(message).isHeartbeat()).isTrue());
	}

}
