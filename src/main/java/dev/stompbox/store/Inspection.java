package dev.stompbox.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A look at a log that no server has open: what is in it, what is damaged, and what is
 * lost when the server goes on without that.
 *
 * @param segments one for each file, the oldest first
 */
record Inspection(List<Found> segments) {

	/**
	 * What a file has.
	 *
	 * @param file its name
	 * @param bytes how large it is
	 * @param records how many are whole
	 * @param messages how many of these are messages
	 * @param damage what is wrong with it, a sentence each
	 * @param lost which messages are lost with that, or were by a repair, a sentence each
	 * @param torn bytes of a last write that was not finished
	 */
	record Found(String file, long bytes, int records, int messages, List<String> damage, List<String> lost,
			long torn) {

		boolean damaged() {
			return !this.damage.isEmpty();
		}

	}

	/** Whether the server would refuse to start. */
	boolean damaged() {
		return this.segments.stream().anyMatch(Found::damaged);
	}

	/**
	 * Looks at all files; changes nothing.
	 * @throws IOException when they cannot be read, or a server has them open
	 */
	static Inspection of(Path directory) throws IOException {
		try (FileChannel lock = Directory.lock(directory)) {
			return look(directory, false);
		}
	}

	/**
	 * Writes each damaged file anew without what is damaged. The old one is kept beside
	 * it as {@code .damaged}.
	 * @return what was found, before
	 * @throws IOException when it cannot be read or written, or a server has it open
	 */
	static Inspection repair(Path directory) throws IOException {
		try (FileChannel lock = Directory.lock(directory)) {
			return look(directory, true);
		}
	}

	private static Inspection look(Path directory, boolean repair) throws IOException {
		List<Path> paths = Store.paths(directory);
		List<Found> found = new ArrayList<>();
		for (int i = 0; i < paths.size(); i++) {
			Path path = paths.get(i);
			if (i == paths.size() - 1 && !Segment.isBegun(path)) {
				found.add(unbegun(path));
				continue;
			}
			Scan scan = Scan.of(path, i == paths.size() - 1, Files.REAL);
			Found each = found(path, scan);
			found.add(each);
			if (repair && each.damaged()) {
				rewrite(directory, path, scan);
			}
		}
		return new Inspection(found);
	}

	/** A newest one that ended before it began, which is no damage. */
	private static Found unbegun(Path path) throws IOException {
		return new Found(path.getFileName().toString(), java.nio.file.Files.size(path), 0, 0, List.of(), List.of(),
				java.nio.file.Files.size(path));
	}

	private static Found found(Path path, Scan scan) throws IOException {
		List<String> damage = new ArrayList<>();
		if (!scan.header().isEmpty()) {
			damage.add("bytes 0 to " + Segment.HEADER + ": " + scan.header());
		}
		for (Scan.Range each : scan.damage()) {
			damage.add("bytes " + each.from() + " to " + each.to() + " are not what was written");
		}
		List<String> lost = new ArrayList<>();
		int messages = 0;
		for (Map.Entry<String, Part> each : new TreeMap<>(scan.parts()).entrySet()) {
			Part part = each.getValue();
			messages += part.count;
			for (long[] gap : part.gaps()) {
				lost.add("of " + each.getKey() + " the messages " + gap[0] + " to " + gap[1] + " are lost");
				messages -= (int) (gap[1] - gap[0] + 1);
			}
		}
		return new Found(path.getFileName().toString(), java.nio.file.Files.size(path), scan.records(), messages,
				damage, lost, scan.torn().length());
	}

	private static void rewrite(Path directory, Path path, Scan scan) throws IOException {
		Path anew = path.resolveSibling(path.getFileName() + ".new");
		try (FileChannel from = FileChannel.open(path, StandardOpenOption.READ);
				FileChannel to = FileChannel.open(anew, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
						StandardOpenOption.WRITE)) {
			ByteBuffer header = Segment.header(Segment.number(path));
			while (header.hasRemaining()) {
				to.write(header);
			}
			for (Scan.Range each : scan.whole()) {
				copy(from, to, each);
			}
			to.force(true);
		}
		// Whenever this ends, a file of that name is there: without one the server would
		// go on as if there had never been one.
		keep(path);
		java.nio.file.Files.deleteIfExists(Index.of(path));
		java.nio.file.Files.move(anew, path, StandardCopyOption.REPLACE_EXISTING);
		Segment.force(directory);
	}

	private static void keep(Path path) throws IOException {
		Path beside = path.resolveSibling(path.getFileName() + ".damaged");
		java.nio.file.Files.copy(path, beside, StandardCopyOption.REPLACE_EXISTING);
		try (FileChannel kept = FileChannel.open(beside, StandardOpenOption.WRITE)) {
			kept.force(true);
		}
	}

	private static void copy(FileChannel from, FileChannel to, Scan.Range range) throws IOException {
		for (long done = 0; done < range.length();) {
			long copied = from.transferTo(range.from() + done, range.length() - done, to);
			if (copied <= 0) {
				throw new IOException("The file became shorter while it was read");
			}
			done += copied;
		}
	}

}
