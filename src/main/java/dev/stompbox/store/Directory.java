package dev.stompbox.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The directory that a log's files are in: one server's. */
final class Directory {

	private static final String LOCK = "stompbox.lock";

	private Directory() {
	}

	/** Makes it, if it is not there, so that it is there after a power cut too. */
	static void create(Path directory) throws IOException {
		if (java.nio.file.Files.isDirectory(directory)) {
			return;
		}
		java.nio.file.Files.createDirectories(directory);
		Path above = directory.toAbsolutePath().getParent();
		if (above != null) {
			Segment.force(above);
		}
	}

	/**
	 * Keeps others out as long as the file is open.
	 * @throws IOException when another is in
	 */
	static FileChannel lock(Path directory) throws IOException {
		FileChannel file = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE);
		boolean locked = false;
		try {
			locked = file.tryLock() != null;
		}
		catch (OverlappingFileLockException ex) {
			// by this same process
		}
		finally {
			if (!locked) {
				file.close();
			}
		}
		if (!locked) {
			throw new IOException("Another server has " + directory + " open");
		}
		return file;
	}

	/**
	 * Without a newest one that ended before it began: its first bytes are on disk before
	 * anything else is written to it.
	 */
	static List<Path> begun(List<Path> paths) throws IOException {
		int last = paths.size() - 1;
		if (last < 0 || Segment.isBegun(paths.get(last))) {
			return paths;
		}
		java.nio.file.Files.delete(paths.get(last));
		return paths.subList(0, last);
	}

}
