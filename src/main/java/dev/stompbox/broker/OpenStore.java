package dev.stompbox.broker;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import dev.stompbox.store.Store;

/**
 * The log on disk, if there is one; closed when the server ends.
 *
 * @param store where durable topics are
 */
record OpenStore(@Nullable Store store) implements AutoCloseable {

	@Override
	public void close() throws IOException {
		if (this.store != null) {
			this.store.close();
		}
	}

}
