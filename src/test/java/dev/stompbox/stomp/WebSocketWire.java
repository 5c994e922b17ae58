package dev.stompbox.stomp;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

import dev.stompbox.support.WebSocketClient;
import dev.stompbox.support.WebSocketClient.Said;

/**
 * STOMP as it is over a WebSocket: what is sent is one message, now whole and now in
 * fragments that are cut anywhere.
 */
final class WebSocketWire implements WireClient {

	private final Random cuts = new Random(1);

	private final WebSocketClient webSocket;

	WebSocketWire(int port, String... headers) {
		this.webSocket = WebSocketClient.open(port, "/ws", headers);
		this.webSocket.ignorePings();
	}

	@Override
	public void send(byte[] bytes, boolean text) {
		if (this.cuts.nextBoolean() || bytes.length == 1) {
			this.webSocket.frame(text ? WebSocketClient.TEXT : WebSocketClient.BINARY, bytes);
			return;
		}
		int cut = 1 + this.cuts.nextInt(bytes.length - 1);
		this.webSocket.frame(text ? WebSocketClient.TEXT_BEGINS : WebSocketClient.BINARY_BEGINS,
				Arrays.copyOf(bytes, cut));
		this.webSocket.frame(WebSocketClient.ENDS | WebSocketClient.GOES_ON,
				Arrays.copyOfRange(bytes, cut, bytes.length));
	}

	@Override
	public Optional<Said> next(Duration patience) {
		return this.webSocket.next(patience);
	}

	@Override
	public boolean binary() {
		return true;
	}

	@Override
	public void close() {
		this.webSocket.close();
	}

}
