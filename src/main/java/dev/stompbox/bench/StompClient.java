package dev.stompbox.bench;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/** A client that speaks STOMP 1.2. */
abstract class StompClient extends Client implements StompScanner.Sink {

	/** A close frame follows an ERROR at once, if it follows at all. */
	private static final long CLOSE_NANOS = 200_000_000;

	private final StompScanner stomp = new StompScanner();

	private final int opcode;

	/**
	 * @param opcode of the WebSocket messages that carry its frames
	 */
	StompClient(Loop loop, Listener listener, int opcode) {
		super(loop, listener);
		this.opcode = opcode;
	}

	@Override
	String subprotocols() {
		return "v12.stomp, v11.stomp";
	}

	final int opcode() {
		return this.opcode;
	}

	@Override
	void opened(Target to) {
		StringBuilder connect = new StringBuilder("CONNECT\naccept-version:1.1,1.2\nheart-beat:0,0\nhost:")
			.append(to.url().getHost())
			.append('\n');
		@Nullable String token = to.token();
		if (token != null) {
			connect.append("Authorization:Bearer ").append(token).append('\n');
		}
		say(connect.append("\n\0").toString());
	}

	final void say(String frame) {
		byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
		frame(this.opcode, bytes, bytes.length);
	}

	@Override
	public final void data(byte[] bytes, int from, int to, boolean last) {
		this.stomp.scan(bytes, from, to, this);
	}

	@Override
	public final void error(String text) {
		explain("It had sent this ERROR frame:\n" + text.replaceAll("(?m)^", "  ").replaceAll("(?m) +$", ""));
		long patience = System.nanoTime() + CLOSE_NANOS;
		loop().add((now) -> {
			if (now < patience) {
				return patience - now;
			}
			end("The server did not close it, as STOMP demands.");
			return Long.MAX_VALUE;
		});
	}

}
