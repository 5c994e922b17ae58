package dev.stompbox.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A TCP connection that sends and shows exact bytes, and on which nothing waits for ever.
 */
final class Wire implements AutoCloseable {

	/** How long anything may take. */
	static final Duration PATIENCE = Duration.ofSeconds(30);

	private final SocketChannel channel;

	// One for each direction, so that one thread may read while another writes.
	private final Selector readable;

	private final Selector writable;

	private final ByteBuffer in = ByteBuffer.allocate(64 * 1024).flip();

	/**
	 * @param host where to
	 * @param port where to
	 * @param receiveBuffer how much the kernel takes while nobody reads, or 0 for its
	 * default
	 */
	Wire(String host, int port, int receiveBuffer) {
		this(null, host, port, receiveBuffer);
	}

	/** The same from an address of this machine; {@code null} for any. */
	Wire(@Nullable String from, String host, int port, int receiveBuffer) {
		try {
			this.channel = SocketChannel.open();
			if (from != null) {
				this.channel.bind(new InetSocketAddress(from, 0));
			}
			if (receiveBuffer > 0) {
				this.channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
			}
			this.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			this.channel.connect(new InetSocketAddress(host, port));
			this.channel.configureBlocking(false);
			this.readable = Selector.open();
			this.writable = Selector.open();
			this.channel.register(this.readable, SelectionKey.OP_READ);
			this.channel.register(this.writable, SelectionKey.OP_WRITE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot connect to " + host + ":" + port, ex);
		}
	}

	void write(String text) {
		write(text.getBytes(StandardCharsets.UTF_8));
	}

	/** Writes all of {@code bytes}. */
	void write(byte[] bytes) {
		int written = offer(ByteBuffer.wrap(bytes), PATIENCE);
		if (written < bytes.length) {
			throw new AssertionError("The server took " + written + " of " + bytes.length + " bytes in " + PATIENCE);
		}
	}

	/**
	 * Writes as much of {@code bytes} as is taken before nothing is for {@code patience}.
	 */
	int offer(ByteBuffer bytes, Duration patience) {
		int start = bytes.position();
		try {
			while (bytes.hasRemaining()) {
				if (this.channel.write(bytes) == 0 && !await(this.writable, patience)) {
					break;
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.position() - start;
	}

	/** The next byte, or -1 when the server has ended the stream in good order. */
	int read() {
		return hasMore() ? this.in.get() & 0xff : -1;
	}

	/** The next {@code length} bytes. */
	byte[] read(int length) {
		byte[] bytes = new byte[length];
		for (int i = 0; i < length;) {
			if (!hasMore()) {
				throw new AssertionError("The server ended the stream after " + i + " of " + length + " bytes");
			}
			int part = Math.min(length - i, this.in.remaining());
			this.in.get(bytes, i, part);
			i += part;
		}
		return bytes;
	}

	/**
	 * Gives the channel away, not blocking; all that came must have been read. This wire
	 * is of no use afterwards.
	 */
	SocketChannel release() {
		if (this.in.hasRemaining()) {
			throw new AssertionError(this.in.remaining() + " bytes came that nobody has read");
		}
		try {
			this.readable.close();
			this.writable.close();
			return this.channel;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Whether nothing comes for {@code time}. */
	boolean silentFor(Duration time) {
		try {
			return !this.in.hasRemaining() && !await(this.readable, time);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean hasMore() {
		try {
			while (!this.in.hasRemaining()) {
				int read = this.channel.read(this.in.clear());
				this.in.flip();
				if (read < 0) {
					return false;
				}
				if (read == 0 && !await(this.readable, PATIENCE)) {
					throw new AssertionError("Nothing came in " + PATIENCE);
				}
			}
			return true;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean await(Selector selector, Duration patience) throws IOException {
		selector.selectedKeys().clear();
		boolean ready = selector.select(Math.max(1, patience.toMillis())) > 0;
		if (Thread.currentThread().isInterrupted()) {
			throw new AssertionError("Interrupted");
		}
		return ready;
	}

	/** Ends it with a reset, as a machine does that is switched off and on again. */
	void reset() {
		try {
			this.channel.setOption(StandardSocketOptions.SO_LINGER, 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		close();
	}

	@Override
	public void close() {
		try {
			this.readable.close();
			this.writable.close();
			this.channel.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
