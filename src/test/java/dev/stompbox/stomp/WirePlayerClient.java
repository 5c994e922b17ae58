package dev.stompbox.stomp;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.stompbox.support.WebSocketClient.Close;
import dev.stompbox.support.WebSocketClient.Message;
import dev.stompbox.support.WebSocketClient.Said;

/** One client of a conversation over a wire. */
final class WirePlayerClient {

	/** For what comes when nothing can be asked. */
	private static final Duration MOMENT = Duration.ofMillis(200);

	private final WireClient wire;

	private final boolean text;

	private final Duration patience;

	private final boolean oneOrder;

	private final long opened = System.nanoTime();

	private final List<Said> waiting = new ArrayList<>();

	private final StringBuilder said = new StringBuilder();

	/**
	 * In what kind of message the server answers: the one that it was last talked to in.
	 */
	private boolean answeredInText = true;

	private boolean connected;

	private boolean spoken;

	private boolean unfinished;

	private boolean over;

	private boolean closed;

	private int asked;

	/**
	 * @param text whether it talks in text messages, as far as what it says is text
	 * @param patience for how long it waits for a frame
	 * @param oneOrder whether frames come in the order in which they are expected
	 */
	WirePlayerClient(WireClient wire, boolean text, Duration patience, boolean oneOrder) {
		this.wire = wire;
		this.text = text;
		this.patience = patience;
		this.oneOrder = oneOrder;
		if (!text && !wire.binary()) {
			throw new AssertionError("There are no binary messages here");
		}
	}

	void send(byte[] bytes, boolean unfinished) {
		boolean utf8 = isUtf8(bytes);
		if (!utf8 && !this.wire.binary()) {
			throw new AssertionError("What is not UTF-8 cannot be said here");
		}
		this.spoken = true;
		if (!this.connected) {
			this.answeredInText = this.text && utf8;
		}
		this.unfinished = unfinished;
		try {
			this.wire.send(bytes, this.text && utf8);
		}
		catch (UncheckedIOException ex) {
			// The server has said all that it wanted to say.
			this.said.append("(it takes no more: ").append(ex.getMessage()).append(")\n");
		}
	}

	private static boolean isUtf8(byte[] bytes) {
		return Arrays.equals(new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), bytes);
	}

	void sees(List<String> lines, Map<String, String> bound) {
		String differs = "nothing came";
		int at = 0;
		while (at < this.waiting.size() || comes()) {
			Said next = this.waiting.get(at);
			if (next instanceof Message message) {
				String actual = latin1(message.bytes());
				Map<String, String> found = new HashMap<>(bound);
				differs = new ExpectedFrame(lines).differs(actual, found);
				if (differs.isEmpty()) {
					this.waiting.remove(at);
					bound.putAll(found);
					check(message, actual);
					return;
				}
			}
			else {
				differs = "it closed";
			}
			if (this.oneOrder || next instanceof Close) {
				break;
			}
			at++;
		}
		throw new AssertionError(differs + "; expected " + String.join("\n", lines) + said());
	}

	private void check(Message message, String actual) {
		this.connected |= actual.startsWith("CONNECTED");
		boolean asText = !this.wire.binary() || (this.answeredInText && isUtf8(message.bytes()));
		if (message.text() != asText) {
			throw new AssertionError("Another kind of WebSocket message: " + actual);
		}
		if (actual.startsWith("ERROR") && ConversationPlayer.INSIDE.matcher(actual).find()) {
			throw new AssertionError("An ERROR tells what is inside: " + actual);
		}
	}

	void closes(String code) {
		if (this.waiting.isEmpty()) {
			comes();
		}
		if (this.waiting.isEmpty() || !(this.waiting.get(0) instanceof Close close)) {
			throw new AssertionError("The server did not close" + said());
		}
		this.waiting.remove(0);
		String actual = (close.code() + " " + close.reason()).strip();
		if (!actual.equals(code) && !actual.startsWith(code + " ")) {
			throw new AssertionError("Closed with " + actual + " in place of " + code + said());
		}
		this.closed = true;
	}

	/** Lets time go by until so many seconds after it came, or something comes. */
	void waitUntil(int seconds) {
		Duration left = Duration.ofSeconds(seconds).minusNanos(System.nanoTime() - this.opened);
		if (this.waiting.isEmpty() && !left.isNegative()) {
			read(left);
		}
	}

	/** Waits until all that it has said is dealt with. */
	void settle() {
		if (!this.spoken || this.unfinished || this.over) {
			return;
		}
		String id = "settle-" + ++this.asked;
		send(Conversation.bytes("SUBSCRIBE\nid:" + id + "\ndestination:/user/queue/settle\n\n␀UNSUBSCRIBE\nid:" + id
				+ "\nreceipt:" + id + "\n\n␀"), false);
		while (!this.over) {
			Said next = read(this.patience)
				.orElseThrow(() -> new AssertionError("The server does not answer any more" + said()));
			if (next instanceof Message message
					&& latin1(message.bytes()).startsWith("RECEIPT\nreceipt-id:" + id + "\n")) {
				this.waiting.remove(this.waiting.size() - 1);
				return;
			}
		}
	}

	void nothingMore() {
		if (!this.closed && (this.unfinished || !this.spoken || !this.oneOrder)) {
			read(MOMENT);
		}
		if (!this.waiting.isEmpty()) {
			throw new AssertionError("The server said more than was expected" + said());
		}
		if (this.over && !this.closed) {
			throw new AssertionError("At the end the connection is closed" + said());
		}
	}

	private boolean comes() {
		return !this.over && read(this.patience).isPresent();
	}

	private Optional<Said> read(Duration time) {
		Optional<Said> next = this.wire.next(time);
		next.ifPresent((one) -> {
			this.waiting.add(one);
			this.over = one instanceof Close;
			this.said.append((one instanceof Message message) ? latin1(message.bytes()).replace('\0', '␀') : one)
				.append('\n');
		});
		return next;
	}

	private String said() {
		return "\nThe server said, in all:\n" + this.said;
	}

	private static String latin1(byte[] bytes) {
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

	void close() {
		this.wire.close();
	}

}
