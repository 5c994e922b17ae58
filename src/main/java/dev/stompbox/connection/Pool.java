package dev.stompbox.connection;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Buffers that are needed for a moment, by whatever thread has something to read or
 * write, and are too large for each thread to keep one. As many are kept as threads can
 * be at it at once; more are made when they are needed, and dropped. May be used by many
 * threads.
 *
 * @param <T> what is kept
 */
public final class Pool<T> {

	private final AtomicReferenceArray<@Nullable T> kept = new AtomicReferenceArray<>(
			2 * Runtime.getRuntime().availableProcessors());

	private final Supplier<T> made;

	/**
	 * @param made makes one more
	 */
	public Pool(Supplier<T> made) {
		this.made = made;
	}

	/** One that nobody else has, until it is given back. */
	public T take() {
		for (int i = 0; i < this.kept.length(); i++) {
			T free = (this.kept.getPlain(i) != null) ? this.kept.getAndSet(i, null) : null;
			if (free != null) {
				return free;
			}
		}
		return this.made.get();
	}

	/** Gives one back; it is not to be touched afterwards. */
	public void give(T used) {
		for (int i = 0; i < this.kept.length(); i++) {
			if (this.kept.getPlain(i) == null && this.kept.compareAndSet(i, null, used)) {
				return;
			}
		}
	}

}
