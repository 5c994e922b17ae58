package dev.stompbox.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connected socket that does not block, with or without TLS. */
interface Wire {

	/**
	 * Reads what is there.
	 * @return how many bytes, possibly 0, or -1 when the server has closed its end
	 */
	int read(ByteBuffer into) throws IOException;

	/**
	 * Writes what is taken now.
	 * @return whether that was all
	 */
	boolean write(ByteBuffer from) throws IOException;

	/** Whether it goes on when the socket can be written to again. */
	boolean blocked();

	/** The socket as it is. */
	record Plain(SocketChannel socket, boolean[] full) implements Wire {

		Plain(SocketChannel socket) {
			this(socket, new boolean[1]);
		}

		@Override
		public int read(ByteBuffer into) throws IOException {
			return this.socket.read(into);
		}

		@Override
		public boolean write(ByteBuffer from) throws IOException {
			this.socket.write(from);
			this.full[0] = from.hasRemaining();
			return !this.full[0];
		}

		@Override
		public boolean blocked() {
			return this.full[0];
		}

	}

}
