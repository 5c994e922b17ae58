package dev.stompbox.store;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How the log is kept.
 *
 * @param directory where; made when it is not there
 * @param fsync when what was written is made to survive the machine's end
 * @param interval with {@link Fsync#INTERVAL} how long that may take
 * @param segment bytes after which a new file is begun
 * @param pending bytes that may wait to be written; beyond, appends are refused
 * @param size bytes on disk beyond which the oldest segments are deleted, needed or not
 */
public record StoreOptions(Path directory, Fsync fsync, Duration interval, long segment, long pending, long size) {

	/**
	 * When what was written is made to survive the end of the machine, not only of the
	 * server.
	 */
	public enum Fsync {

		/** Before anybody is told that it was. */
		ALWAYS,
		/** A moment later. */
		INTERVAL,
		/** When the operating system does. */
		NEVER

	}

	/** Segments of 64 MB, 64 MB pending, a tenth of a second, 10 GB in all. */
	public static StoreOptions of(Path directory, Fsync fsync) {
		return new StoreOptions(directory, fsync, Duration.ofMillis(100), 64 << 20, 64 << 20, 10L << 30);
	}

}
