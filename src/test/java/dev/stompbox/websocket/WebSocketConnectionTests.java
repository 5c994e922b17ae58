package dev.stompbox.websocket;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionLimits;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.FakeTransport;
import dev.stompbox.connection.FakeTransport.WireFrame;
import dev.stompbox.connection.MessageLimit;

import static org.assertj.core.api.Assertions.assertThat;

/** One WebSocket from socket to handler and back, on Jetty's end point in memory. */
class WebSocketConnectionTests {

	private static final int TEXT = 1;

	private static final int BINARY = 2;

	private static final int CLOSE = 8;

	private static final int PING = 9;

	private static final int PONG = 10;

	private final Connections connections = new Connections(
			new ConnectionLimits(10, 1 << 20, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	private final ByteArrayEndPoint endPoint = new ByteArrayEndPoint(null, 0, BufferUtil.EMPTY_BUFFER, 1024, true);

	private final Echo handler = new Echo();

	private final HashMap<String, Object> attributes = new HashMap<>();

	private final WebSocketConnection socket = new WebSocketConnection(this.endPoint, Runnable::run,
			new SessionOpening(this.connections, this.handler, "/echo", null, null, this.attributes,
					new InetSocketAddress("127.0.0.1", 8080), new InetSocketAddress("127.0.0.1", 5), null),
			new HttpHeaders());

	private final Connection connection = this.socket.connection();

	private static final class Echo extends AbstractWebSocketHandler {

		private final List<Integer> ends = new ArrayList<>();

		private final List<String> messages = new ArrayList<>();

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
			this.messages.add(message.getPayload());
			if (message.getPayload().equals("fail")) {
				throw new IllegalStateException("on purpose");
			}
			session.sendMessage(message);
		}

		@Override
		protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) throws Exception {
			session.sendMessage(message);
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
			this.ends.add(status.getCode());
		}

	}

	WebSocketConnectionTests() {

		this.endPoint.setConnection(this.socket);
	}

	@AfterEach
	void stop() {
		this.connections.close();
	}

	@Test
	void aClientThatIsGoneBeforeItBeginsIsNotKept() {
		this.endPoint.close();
		this.socket.onOpen();
		assertThat(this.connections.count()).isZero();
	}

	@Test
	void textComesBackAsTextAndBinaryAsBinary() {
		open();
		assertThat(sends(frame(TEXT, "größer"))).singleElement().satisfies((frame) -> {
			assertThat(frame.opcode()).isEqualTo(TEXT);
			assertThat(frame.text()).isEqualTo("größer");
		});
		assertThat(sends(FrameCase.frame(BINARY, true, new byte[] { 0, -1 }))).singleElement().satisfies((frame) -> {
			assertThat(frame.opcode()).isEqualTo(BINARY);
			assertThat(frame.payload()).containsExactly(0, -1);
		});
		assertThat(this.connection.info().messagesIn()).isEqualTo(2);
	}

	@Test
	void whatCameWithTheUpgradeIsReadFirst() {
		this.socket.onUpgradeTo(ByteBuffer.wrap(frame(TEXT, "early")));
		open();
		assertThat(output()).extracting(WireFrame::text).containsExactly("early");
	}

	@Test
	void aMessageInPiecesIsHandledWhole() {
		open();
		assertThat(sends(FrameCase.frame(TEXT, false, bytes("Hel")))).isEmpty();
		assertThat(sends(frame(PING, "?"))).extracting(WireFrame::opcode).containsExactly(PONG);
		assertThat(sends(frame(0, "lo"))).extracting(WireFrame::text).containsExactly("Hello");
	}

	@Test
	void manyMessagesInOneReadLeaveTogetherAndInOrder() {
		open();
		assertThat(sends(frame(TEXT, "a"), frame(TEXT, "b"), frame(TEXT, "c"))).extracting(WireFrame::text)
			.containsExactly("a", "b", "c");
	}

	@Test
	void aPingIsAnsweredWithItsBody() {
		open();
		assertThat(sends(frame(PING, "are you there"))).singleElement().satisfies((frame) -> {
			assertThat(frame.opcode()).isEqualTo(PONG);
			assertThat(frame.text()).isEqualTo("are you there");
		});
	}

	@Test
	void aCloseIsAnsweredWithItsCodeAndTheSocketClosed() {
		open();
		assertThat(sends(FrameCase.frame(CLOSE, true, new byte[] { 0x0f, (byte) 0xa1, 'b', 'y', 'e' }))).singleElement()
			.satisfies((frame) -> assertThat(frame.payload()).containsExactly(0x0f, 0xa1));
		assertThat(this.endPoint.isOpen()).isFalse();
		this.endPoint.getConnection().onClose(null);
		assertThat(this.connections.count()).isZero();
		assertThat(this.connection.closed()).extracting(Closed::reason).isEqualTo(CloseReason.NORMAL);
		assertThat(this.handler.ends).containsExactly(1000);
	}

	@Test
	void aCloseWithoutACodeIsAnsweredWithoutOne() {
		open();
		assertThat(sends(frame(CLOSE, ""))).singleElement().satisfies((frame) -> {
			assertThat(frame.opcode()).isEqualTo(CLOSE);
			assertThat(frame.payload()).isEmpty();
		});
	}

	@Test
	void theServersCloseWaitsForTheClients() {
		open();
		this.connection.close(Closed.of(CloseReason.CUT, "Cut"));
		assertThat(output()).singleElement().satisfies((frame) -> {
			assertThat(frame.closeCode()).isEqualTo(1008);
			assertThat(frame.closeReason()).isEqualTo("SB-121 Cut");
		});
		assertThat(this.endPoint.isOpen()).isTrue();
		assertThat(sends(frame(TEXT, "late"), frame(PING, "late"))).as("nothing comes after a close frame").isEmpty();
		assertThat(this.handler.messages).isEmpty();
		assertThat(sends(FrameCase.frame(CLOSE, true, new byte[] { 3, (byte) 0xf0 }))).isEmpty();
		assertThat(this.endPoint.isOpen()).isFalse();
	}

	@Test
	void aBrokenFrameEndsInItsCloseCodeAndWhatFollowsHasNoEffect() {
		open();
		byte[] unmasked = { (byte) 0x81, 1, 'x' };
		List<WireFrame> answer = sends(frame(TEXT, "before"), unmasked, frame(TEXT, "after"));
		assertThat(answer).hasSize(2);
		assertThat(answer.get(0).text()).isEqualTo("before");
		assertThat(answer.get(1).closeCode()).isEqualTo(1002);
		assertThat(answer.get(1).closeReason()).isEqualTo("SB-312 A client's frame is not masked");
		assertThat(sends(frame(TEXT, "after"))).isEmpty();
		assertThat(this.handler.messages).containsExactly("before");
	}

	@Test
	void textThatIsNotUtf8IsNotHandedOn() {
		open();
		assertThat(sends(FrameCase.frame(TEXT, true, new byte[] { 'a', (byte) 0xff }))).extracting(WireFrame::opcode)
			.containsExactly(CLOSE);
		assertThat(this.connection.closed()).extracting(Closed::reason).isEqualTo(CloseReason.BAD_UTF8);
	}

	@Test
	void aMessageOverTheLimitIsRefusedWithLimitAndProperty() {
		open();
		this.connection.limitMessages(new MessageLimit(10, "stompbox.limits.x"));
		assertThat(sends(frame(TEXT, "0123456789"))).hasSize(1);
		assertThat(sends(frame(TEXT, "0123456789a"))).singleElement().satisfies((frame) -> {
			assertThat(frame.closeCode()).isEqualTo(1009);
			assertThat(frame.closeReason()).contains("11 bytes", "10 bytes", "stompbox.limits.x");
		});
	}

	@Test
	void aReasonThatIsTooLongIsCutBetweenCharacters() {
		open();
		this.connection.close(Closed.of(CloseReason.CUT, "x" + "ö".repeat(100)));
		assertThat(output()).singleElement().satisfies((frame) -> {
			assertThat(frame.payload()).hasSize(124);
			assertThat(frame.closeReason()).isEqualTo("SB-121 x" + "ö".repeat(57));
		});
	}

	@Test
	void aHandlerThatFailsEndsItsConnectionAndSaysNothingOfTheFault() {
		open();
		assertThat(sends(frame(TEXT, "fail"))).singleElement().satisfies((frame) -> {
			assertThat(frame.closeCode()).isEqualTo(1011);
			assertThat(frame.closeReason()).doesNotContain("on purpose", "Exception");
		});
	}

	@Test
	void aSocketThatEndsWithoutACloseFrameIsGone() {
		open();
		this.endPoint.addInputEOF();
		assertThat(this.connection.closed()).extracting(Closed::reason).isEqualTo(CloseReason.GONE);
		assertThat(this.connections.count()).isZero();
		assertThat(this.endPoint.isOpen()).isFalse();
	}

	@Test
	void theServerAsksWithAPing() {
		open();
		this.connection.ping();
		org.awaitility.Awaitility.await().until(() -> this.endPoint.getOutput().remaining() > 0);
		assertThat(output()).extracting(WireFrame::opcode).containsExactly(PING);
	}

	@Test
	void manyEmptyFragmentsHoldNothing() {
		open();
		sends(FrameCase.frame(TEXT, false, bytes("a")));
		byte[] empty = FrameCase.frame(0, false, new byte[0]);
		for (int i = 0; i < 500; i++) {
			ByteArrayOutputStream hundred = new ByteArrayOutputStream();
			for (int j = 0; j < 100; j++) {
				hundred.writeBytes(empty);
			}
			assertThat(sends(hundred.toByteArray())).isEmpty();
		}
		assertThat(sends(frame(0, "b"))).extracting(WireFrame::text).containsExactly("ab");
	}

	@Test
	void aLargeMessageComesBackIdentical() {
		open();
		this.connection.limitMessages(MessageLimit.NONE);
		byte[] large = new byte[300_000];
		for (int i = 0; i < large.length; i++) {
			large[i] = (byte) (i * 31);
		}
		ByteArrayOutputStream back = new ByteArrayOutputStream();
		sends(FrameCase.frame(BINARY, true, large)).forEach((frame) -> back.writeBytes(frame.payload()));
		assertThat(Arrays.equals(back.toByteArray(), large)).isTrue();
	}

	private void open() {
		this.socket.onOpen();
	}

	private List<WireFrame> sends(byte[]... frames) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (byte[] frame : frames) {
			all.writeBytes(frame);
		}
		this.endPoint.addInput(ByteBuffer.wrap(all.toByteArray()));
		return output();
	}

	private List<WireFrame> output() {
		ByteBuffer output = this.endPoint.takeOutput();
		byte[] bytes = new byte[output.remaining()];
		output.get(bytes);
		return FakeTransport.frames(bytes);
	}

	private static byte[] frame(int opcode, String text) {
		return FrameCase.frame(opcode, true, bytes(text));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
