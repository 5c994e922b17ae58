package dev.stompbox.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a segment has, found by reading all of it.
 *
 * @param parts what it has of each log
 * @param records how many records are whole
 * @param whole where they are
 * @param damage where what was committed is damaged
 * @param torn where the rest of a write is that was not finished; empty if there is none
 * @param header what is wrong with the first bytes, or {@code ""}
 */
record Scan(Map<String, Part> parts, int records, List<Range> whole, List<Range> damage, Range torn, String header) {

	/** Bytes of the file, from one up to, not with, another. */
	record Range(int from, int to) {

		int length() {
			return this.to - this.from;
		}

	}

	/**
	 * Reads a segment, also what is behind a damage.
	 * @param last whether it is the one that was written to last, whose end may be torn
	 */
	static Scan of(Path path, boolean last, Files files) throws IOException {
		ByteBuffer bytes = all(path, files);
		String header = "";
		try {
			Segment.checkHeader(bytes, path);
		}
		catch (DamagedException ex) {
			header = String.valueOf(ex.getMessage());
		}
		return new Walk(bytes, last).scan(header);
	}

	/** Up to here it is good, and nothing is behind it. */
	long size() {
		return this.torn.from();
	}

	/**
	 * Finds that nothing is damaged.
	 * @throws DamagedException for the first damage
	 */
	void check() throws DamagedException {
		if (!this.header.isEmpty()) {
			throw new DamagedException(this.header, 0);
		}
		if (!this.damage.isEmpty()) {
			Range first = this.damage.get(0);
			throw new DamagedException(first.length() + " bytes are not what was written, and others follow",
					first.from());
		}
	}

	private static ByteBuffer all(Path path, Files files) throws IOException {
		try (FileChannel channel = files.open(path, StandardOpenOption.READ)) {
			ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
			while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
				// until all is there
			}
			return bytes.flip();
		}
	}

	/** One way through the file. */
	private static final class Walk {

		private final ByteBuffer bytes;

		private final boolean last;

		private final Map<String, Part> parts = new ConcurrentHashMap<>();

		private final List<Range> whole = new ArrayList<>();

		private final List<Range> damage = new ArrayList<>();

		/** Records of a step the last of which has not been seen. */
		private final List<Range> step = new ArrayList<>(1);

		private int records;

		Walk(ByteBuffer bytes, boolean last) {
			this.bytes = bytes;
			this.last = last;
		}

		Scan scan(String header) throws DamagedException {
			int end = this.bytes.limit();
			int at = Math.min(Segment.HEADER, end);
			while (at < end) {
				if (Records.isWhole(this.bytes, at)) {
					at = record(at);
					continue;
				}
				int begin = this.step.isEmpty() ? at : this.step.get(0).from();
				if (this.last && find(at + 1, true) == end) {
					return result(new Range(begin, end), header);
				}
				at = find(at + 1, false);
				this.damage.add(new Range(begin, at));
				this.step.clear();
			}
			return result(unfinished(), header);
		}

		/** A step that ends with the file before its last record. */
		private Range unfinished() {
			int end = this.bytes.limit();
			int begin = this.step.isEmpty() ? end : this.step.get(0).from();
			if (begin < end && !this.last) {
				this.damage.add(new Range(begin, end));
				begin = end;
			}
			return new Range(begin, end);
		}

		private Scan result(Range torn, String header) {
			return new Scan(this.parts, this.records, this.whole, this.damage, torn, header);
		}

		private int record(int at) throws DamagedException {
			int to = at + Records.length(this.bytes, at);
			this.step.add(new Range(at, to));
			if (!Records.hasMore(this.bytes, at)) {
				for (Range each : this.step) {
					add(each);
				}
				this.step.clear();
			}
			return to;
		}

		private void add(Range record) throws DamagedException {
			Entry entry = Records.read(this.bytes, record.from());
			this.parts.computeIfAbsent(entry.log(), (log) -> new Part(entry.epoch()))
				.add(entry, record.from(), record.length());
			this.records++;
			int before = this.whole.size() - 1;
			if (before >= 0 && this.whole.get(before).to() == record.from()) {
				this.whole.set(before, new Range(this.whole.get(before).from(), record.to()));
			}
			else {
				this.whole.add(record);
			}
		}

		/**
		 * Where the next whole record is, or the end. After a torn end nothing is whole
		 * but records of the same batch: where another begins, the damage is of something
		 * that was committed.
		 */
		private int find(int from, boolean firstOfBatch) {
			for (int at = from; at < this.bytes.limit(); at++) {
				if (Records.isWhole(this.bytes, at) && (!firstOfBatch || Records.isFirst(this.bytes, at))) {
					return at;
				}
			}
			return this.bytes.limit();
		}

	}

}
