package dev.stompbox.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;

import org.jspecify.annotations.Nullable;

/**
 * A full segment's index as a file beside it. It can be made anew from the segment at any
 * time, so that one which is missing or damaged is no loss.
 */
final class Index {

	static final String SUFFIX = ".idx";

	private static final int MAGIC = 0x53544258;

	private static final int VERSION = 1;

	private Index() {
	}

	static Path of(Path segment) {
		String name = segment.getFileName().toString();
		return segment.resolveSibling(name.substring(0, name.length() - Segment.SUFFIX.length()) + SUFFIX);
	}

	static void write(Segment segment, Files files) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(bytes);
		out.writeInt(MAGIC);
		out.writeInt(VERSION);
		out.writeLong(segment.size());
		out.writeInt(segment.parts().size());
		for (Map.Entry<String, Part> each : segment.parts().entrySet()) {
			out.writeUTF(each.getKey());
			write(out, each.getValue());
		}
		CRC32C crc = new CRC32C();
		crc.update(bytes.toByteArray());
		out.writeInt((int) crc.getValue());
		ByteBuffer all = ByteBuffer.wrap(bytes.toByteArray());
		try (FileChannel channel = files.open(of(segment.path()), StandardOpenOption.CREATE,
				StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
			while (all.hasRemaining()) {
				channel.write(all);
			}
		}
	}

	private static void write(DataOutputStream out, Part part) throws IOException {
		out.writeUTF(part.epoch);
		out.writeLong(part.first);
		out.writeLong(part.bytes);
		out.writeLong(part.firstTime);
		out.writeLong(part.lastTime);
		out.writeLong(part.purged);
		out.writeLong(part.last);
		out.writeInt(part.keyed);
		out.writeInt(part.count);
		for (int i = 0; i < part.count; i++) {
			out.writeInt(part.positions[i]);
		}
		List<long[]> done = new ArrayList<>(part.done.size());
		part.done.forEach((from, to) -> done.add(new long[] { from, to }));
		out.writeInt(done.size());
		for (long[] range : done) {
			out.writeLong(range[0]);
			out.writeLong(range[1]);
		}
		out.writeInt(part.handed.size());
		for (Map.Entry<Long, Integer> each : part.handed.entrySet()) {
			out.writeLong(each.getKey());
			out.writeInt(each.getValue());
		}
	}

	/**
	 * Reads the index of a segment.
	 * @param size of the segment; an index of another size is not of it
	 * @return {@code null} when there is none that can be used
	 */
	static @Nullable Map<String, Part> read(Path segment, long size, Files files) {
		try (FileChannel channel = files.open(of(segment), StandardOpenOption.READ)) {
			ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
			while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
				// until all is there
			}
			int length = bytes.flip().limit() - 4;
			if (length < 0 || Records.crc(bytes, 0, length) != bytes.getInt(length)) {
				return null;
			}
			DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.array(), 0, length));
			if (in.readInt() != MAGIC || in.readInt() != VERSION || in.readLong() != size) {
				return null;
			}
			Map<String, Part> parts = new ConcurrentHashMap<>();
			for (int left = in.readInt(); left > 0; left--) {
				parts.put(in.readUTF(), part(in));
			}
			return parts;
		}
		catch (IOException | ArithmeticException ex) {
			return null;
		}
	}

	private static Part part(DataInputStream in) throws IOException {
		Part part = new Part(in.readUTF());
		part.first = in.readLong();
		part.bytes = in.readLong();
		part.firstTime = in.readLong();
		part.lastTime = in.readLong();
		part.purged = in.readLong();
		part.last = in.readLong();
		part.keyed = in.readInt();
		part.count = in.readInt();
		part.positions = new int[part.count];
		for (int i = 0; i < part.count; i++) {
			part.positions[i] = in.readInt();
		}
		for (int left = in.readInt(); left > 0; left--) {
			part.done.add(in.readLong(), in.readLong());
		}
		for (int left = in.readInt(); left > 0; left--) {
			part.handed.put(in.readLong(), in.readInt());
		}
		return part;
	}

}
