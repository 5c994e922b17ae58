package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Refused;

/**
 * A broker behind the server that writes down what it is told, as {@code COMMAND {…}
 * body}.
 */
final class FakeUpstream implements Upstream, Upstream.Link {

	final List<String> told = new ArrayList<>();

	@Nullable Listener listener;

	String version = "";

	boolean away;

	long pending;

	/** Whether what is passed on is written, and said to be, within the call. */
	boolean writesAtOnce;

	boolean closed;

	int links;

	@Override
	public Link open(String version, Listener listener) {
		if (this.away) {
			throw new Refused(ErrorCode.BROKER_UNREACHABLE, "RabbitMQ is away.", "Wait.");
		}
		this.version = version;
		this.listener = listener;
		this.links++;
		return this;
	}

	@Override
	public void pass(String command, Headers headers, byte[] body) {
		StringBuilder line = new StringBuilder(command);
		headers.forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
		this.told.add(line + ((body.length > 0) ? " | " + new String(body, StandardCharsets.UTF_8) : ""));
		if (this.writesAtOnce) {
			this.listener.written();
		}
	}

	@Override
	public long pending() {
		return this.pending;
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
