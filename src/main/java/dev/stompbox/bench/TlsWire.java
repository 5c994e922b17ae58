package dev.stompbox.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/** A socket with TLS: handshakes by itself while it is read and written. */
final class TlsWire implements Wire {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final SocketChannel socket;

	private final SSLEngine engine;

	/** From the socket, encrypted; ready to be filled. */
	private final ByteBuffer in;

	/** To the socket, encrypted; ready to be emptied. */
	private final ByteBuffer out;

	/** Takes what the caller's buffer had no room for; ready to be emptied. */
	private final ByteBuffer spare;

	private boolean ended;

	TlsWire(SocketChannel socket, SSLEngine engine) {
		this.socket = socket;
		this.engine = engine;
		int packet = engine.getSession().getPacketBufferSize();
		this.in = ByteBuffer.allocate(packet);
		this.out = ByteBuffer.allocate(2 * packet).flip();
		this.spare = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
	}

	@Override
	public int read(ByteBuffer into) throws IOException {
		int before = into.position();
		give(into);
		while (!this.spare.hasRemaining()) {
			int filled = this.socket.read(this.in);
			this.ended |= filled < 0;
			boolean moved = unwrap(into);
			if (filled <= 0 && !moved) {
				break;
			}
		}
		int read = into.position() - before;
		return (read == 0 && this.ended) ? -1 : read;
	}

	private void give(ByteBuffer into) {
		int length = Math.min(into.remaining(), this.spare.remaining());
		into.put(this.spare.slice().limit(length));
		this.spare.position(this.spare.position() + length);
	}

	/** Decrypts all that is there, or as much as there is room for. */
	private boolean unwrap(ByteBuffer into) throws IOException {
		this.in.flip();
		boolean moved = false;
		try {
			while (this.in.hasRemaining() && !this.spare.hasRemaining()) {
				this.spare.clear();
				SSLEngineResult result = this.engine.unwrap(this.in, this.spare);
				this.spare.flip();
				give(into);
				moved |= result.bytesConsumed() > 0;
				if (result.getStatus() == Status.CLOSED) {
					this.ended = true;
					break;
				}
				if (!goOn(result.getHandshakeStatus()) || result.getStatus() == Status.BUFFER_UNDERFLOW) {
					break;
				}
			}
		}
		finally {
			this.in.compact();
		}
		return moved;
	}

	/** Does what the handshake asks for; answers whether reading may go on. */
	private boolean goOn(HandshakeStatus first) throws IOException {
		HandshakeStatus status = first;
		while (status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP) {
			if (status == HandshakeStatus.NEED_TASK) {
				Runnable task = this.engine.getDelegatedTask();
				if (task != null) {
					task.run();
				}
				status = this.engine.getHandshakeStatus();
			}
			else {
				status = wrap(NOTHING.duplicate()).getHandshakeStatus();
				if (!flush()) {
					return false;
				}
			}
		}
		return true;
	}

	@Override
	public boolean write(ByteBuffer from) throws IOException {
		while (flush() && from.hasRemaining()) {
			HandshakeStatus status = this.engine.getHandshakeStatus();
			if (status == HandshakeStatus.NEED_UNWRAP) {
				return false;
			}
			if (status == HandshakeStatus.NEED_TASK) {
				goOn(status);
				continue;
			}
			wrap(from);
		}
		return !from.hasRemaining();
	}

	private SSLEngineResult wrap(ByteBuffer from) throws IOException {
		this.out.compact();
		try {
			SSLEngineResult result = this.engine.wrap(from, this.out);
			if (result.getStatus() == Status.CLOSED) {
				throw new IOException("the server has ended TLS");
			}
			return result;
		}
		finally {
			this.out.flip();
		}
	}

	private boolean flush() throws IOException {
		if (this.out.hasRemaining()) {
			this.socket.write(this.out);
		}
		return !this.out.hasRemaining();
	}

	@Override
	public boolean blocked() {
		return this.out.hasRemaining();
	}

}
