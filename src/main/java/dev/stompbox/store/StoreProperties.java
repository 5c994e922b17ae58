package dev.stompbox.store;

import java.nio.file.Path;
import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where durable topics are, and what they survive.
 *
 * @param dir the directory, of this server alone; it is not touched unless a topic may be
 * durable
 * @param fsync when what was written is made to survive the machine's end
 * @param interval with {@code fsync: interval} how long that may take
 * @param segment when a file is so large another is begun
 * @param pending bytes that may wait to be written
 * @param size of all files; beyond it the oldest go
 */
@ConfigurationProperties("stompbox.store")
public record StoreProperties(@DefaultValue("data") Path dir, @DefaultValue("always") StoreOptions.Fsync fsync,
		@DefaultValue("100ms") Duration interval, @DefaultValue("64MB") DataSize segment,
		@DefaultValue("64MB") DataSize pending, @DefaultValue("10GB") DataSize size) {

	private static final DataSize LEAST = DataSize.ofKilobytes(64);

	/** Each is open as long as the server runs. */
	private static final int MOST_FILES = 20_000;

	private static final DataSize LARGEST = DataSize.ofGigabytes(1);

	/**
	 * Checks them.
	 * @throws IllegalArgumentException when a value cannot be, with its property
	 */
	public StoreProperties {
		if (segment.compareTo(LEAST) < 0 || segment.compareTo(LARGEST) > 0) {
			throw new IllegalArgumentException("stompbox.store.segment is from 64KB to 1GB, not " + segment);
		}
		if (size.toBytes() < 2 * segment.toBytes()) {
			throw new IllegalArgumentException(
					"stompbox.store.size has to be two segments at least; " + size + " is less than that");
		}
		if (size.toBytes() / segment.toBytes() > MOST_FILES) {
			throw new IllegalArgumentException("stompbox.store.size is more than " + MOST_FILES
					+ " files of stompbox.store.segment; make those larger");
		}
		if (pending.toBytes() <= 0) {
			throw new IllegalArgumentException("stompbox.store.pending has to be more than 0");
		}
		if (interval.isNegative() || interval.isZero()) {
			throw new IllegalArgumentException("stompbox.store.interval has to be more than 0");
		}
	}

	/** The same without Spring. */
	public StoreOptions options() {
		return new StoreOptions(this.dir, this.fsync, this.interval, this.segment.toBytes(), this.pending.toBytes(),
				this.size.toBytes());
	}

}
