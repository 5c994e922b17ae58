package dev.stompbox.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory that a log's files are in: one server's. */
final class Directory {

	private static final Logger LOGGER = LoggerFactory.getLogger(Directory.class);

	private static final String LOCK = "stompbox.lock";

	/** Whether a server ran without these logs since they were written to. */
	private static final String LEFT = "stompbox.left";

	private Directory() {
	}

	static void leave(Path directory) {
		try {
			if (java.nio.file.Files.isDirectory(directory) && !Store.paths(directory).isEmpty()) {
				FileChannel.open(directory.resolve(LEFT), StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
				Segment.force(directory);
			}
		}
		catch (IOException ex) {
			LOGGER.warn("{}: what is on disk of topics cannot be marked as left behind: {}", directory, Reason.of(ex));
		}
	}

	static boolean isLeft(Path directory) {
		return java.nio.file.Files.exists(directory.resolve(LEFT));
	}

	static void enter(Path directory) throws IOException {
		java.nio.file.Files.delete(directory.resolve(LEFT));
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
