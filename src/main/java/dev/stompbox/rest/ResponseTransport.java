package dev.stompbox.rest;

import java.io.IOException;
import java.nio.ByteBuffer;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Payload;
import dev.stompbox.connection.Transport;

/**
 * A servlet response that is written to without waiting (Jakarta Servlet 6.1 §5.7), as
 * the transport of an event stream.
 */
final class ResponseTransport implements Transport, WriteListener {

	private final AsyncContext async;

	private final ServletOutputStream out;

	private @Nullable Connection connection;

	private boolean ready;

	private boolean unflushed;

	private boolean ending;

	private boolean complete;

	private @Nullable ByteBuffer rest;

	private @Nullable Completion completion;

	ResponseTransport(AsyncContext async) throws IOException {
		this.async = async;
		this.out = async.getResponse().getOutputStream();
	}

	void begin(Connection connection) {
		this.connection = connection;
		this.out.setWriteListener(this);
	}

	@Override
	public synchronized boolean write(ByteBuffer bytes) throws IOException {
		if (!this.ready || this.complete || !this.out.isReady()) {
			this.ready = false;
			return false;
		}
		put(bytes);
		return true;
	}

	private void put(ByteBuffer bytes) throws IOException {
		byte[] copy = new byte[bytes.remaining()];
		bytes.get(copy);
		// The stream keeps the array until it is ready again, hence a copy.
		this.out.write(copy);
		this.unflushed = true;
		flush();
	}

	// A flush can take as long as a write, so what comes after it asks again.
	private void flush() throws IOException {
		this.ready = this.out.isReady();
		if (this.unflushed && this.ready) {
			this.unflushed = false;
			this.out.flush();
			this.ready = this.out.isReady();
		}
	}

	@Override
	public void writeRest(ByteBuffer bytes, Completion told) {
		synchronized (this) {
			this.rest = bytes;
			this.completion = told;
			if (!this.ready) {
				return;
			}
		}
		// It has become possible since write() was refused.
		onWritePossible();
	}

	@Override
	public void onWritePossible() {
		Completion told = null;
		try {
			synchronized (this) {
				flush();
				if (this.ready && this.rest != null) {
					put(this.rest);
					told = this.completion;
					this.rest = null;
					this.completion = null;
				}
				if (this.ending && this.rest == null && this.ready) {
					completeOnce();
				}
			}
			if (told != null) {
				told.written();
			}
		}
		catch (IOException | RuntimeException ex) {
			onError(ex);
		}
	}

	@Override
	public void onError(Throwable ex) {
		Connection broken = this.connection;
		if (broken != null) {
			broken.gone("The event stream broke while it was written to");
		}
	}

	/**
	 * Nobody answers on an event stream: that a comment can be written is the sign of
	 * life.
	 */
	@Override
	public void ping(Connection asking) {
		asking.read(0);
		asking.send(EventStream.COMMENT);
	}

	@Override
	public Payload farewell(Closed closed) {
		String data = JsonMapper.shared()
			.createObjectNode()
			.put("code", closed.code())
			.put("detail", closed.detail())
			.toString();
		// With it EventSource waits for so long before it comes back by itself.
		String retry = (closed.reconnectAfter() >= 0) ? "retry: " + closed.reconnectAfter() + '\n' : "";
		return EventStream.event(retry + "event: close\ndata: " + data + "\n\n");
	}

	@Override
	public synchronized void end() {
		this.ending = true;
		if (this.ready && this.out.isReady()) {
			completeOnce();
		}
	}

	@Override
	public synchronized void abort() {
		completeOnce();
	}

	private void completeOnce() {
		if (this.complete) {
			return;
		}
		this.complete = true;
		try {
			this.async.complete();
		}
		catch (IllegalStateException ex) {
			// the container has completed it, because the client is gone
		}
		Connection done = this.connection;
		if (done != null) {
			done.gone("The event stream is complete");
		}
	}

	@Override
	public void resumeReading() {
		// nothing is read
	}

}
