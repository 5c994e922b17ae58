package dev.stompbox.stomp;

import java.io.IOException;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

/**
 * A servlet response that is written to without waiting (Jakarta Servlet 6.1 §5.7).
 * Everything happens under the transport's monitor.
 */
final class SockJsResponse implements SockJsHttp.Response, WriteListener {

	private final SockJsHttp transport;

	private final AsyncContext async;

	private final ServletOutputStream out;

	private byte[] prelude;

	private boolean ready;

	private boolean unflushed;

	private boolean ending;

	private boolean complete;

	SockJsResponse(SockJsHttp transport, AsyncContext async) throws IOException {
		this.transport = transport;
		this.async = async;
		this.out = async.getResponse().getOutputStream();
		this.prelude = transport.style().prelude();
	}

	/** Lets the transport use it. */
	void begin() {
		this.transport.open(this);
		this.out.setWriteListener(this);
	}

	@Override
	public boolean isReady() {
		return this.ready && !this.complete && this.out.isReady();
	}

	@Override
	public void write(byte[] bytes, boolean last) throws IOException {
		this.out.write(bytes);
		this.unflushed = !last;
		this.ending = last;
		settle();
	}

	/**
	 * Flushes, then ends, as far as that can be done now. Each can take as long as a
	 * write, so what comes after it asks again.
	 */
	private void settle() throws IOException {
		this.ready = this.out.isReady();
		if (this.unflushed && this.ready) {
			this.unflushed = false;
			this.out.flush();
			this.ready = this.out.isReady();
		}
		if (this.ending && this.ready) {
			abort();
		}
	}

	@Override
	public void onWritePossible() {
		try {
			synchronized (this.transport) {
				if (this.prelude.length > 0 && this.out.isReady()) {
					this.out.write(this.prelude);
					this.prelude = new byte[0];
					this.unflushed = true;
				}
				settle();
			}
		}
		catch (IOException | RuntimeException ex) {
			onError(ex);
			return;
		}
		this.transport.goOn();
	}

	@Override
	public void onError(Throwable ex) {
		synchronized (this.transport) {
			if (this.complete) {
				return;
			}
			abort();
		}
		this.transport.broken();
	}

	@Override
	public void end() {
		this.ending = true;
		if (this.ready && this.out.isReady()) {
			abort();
		}
	}

	@Override
	public void abort() {
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
	}

}
