package dev.stompbox.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * One file of the log. Records are added at its end by one thread; any may read what was
 * added before.
 */
final class Segment implements AutoCloseable {

	/** What a file begins with, the format's version in its last byte. */
	private static final byte[] MAGIC = { 'S', 'T', 'B', 'X', 'L', 'O', 'G', 1 };

	static final int HEADER = 16;

	static final String SUFFIX = ".log";

	private final long number;

	private final Path path;

	private final Files files;

	/** What is written goes through it. */
	private final FileChannel channel;

	/**
	 * What is read comes through it: another one, since the interruption of a thread that
	 * reads closes it.
	 */
	private @Nullable FileChannel reader;

	private boolean released;

	private final Map<String, Part> parts;

	private long size;

	private Segment(Path path, Files files, FileChannel channel, Map<String, Part> parts, long size) {
		this.number = number(path);
		this.path = path;
		this.files = files;
		this.channel = channel;
		this.parts = parts;
		this.size = size;
	}

	/** Begins a file. */
	static Segment create(Path directory, long number, Files files) throws IOException {
		Path path = directory.resolve(name(number));
		FileChannel channel = files.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
				StandardOpenOption.WRITE);
		try {
			ByteBuffer header = header(number);
			while (header.hasRemaining()) {
				channel.write(header, header.position());
			}
			channel.force(true);
			force(directory);
			return new Segment(path, files, channel, new ConcurrentHashMap<>(), HEADER);
		}
		catch (IOException ex) {
			channel.close();
			java.nio.file.Files.deleteIfExists(path);
			throw ex;
		}
	}

	/** Opens a file whose contents are known. */
	static Segment open(Path path, Map<String, Part> parts, long size, Files files) throws IOException {
		FileChannel channel = files.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
		return new Segment(path, files, channel, parts, size);
	}

	/** Has the directory remember its files, where the system can be asked for that. */
	static void force(Path directory) {
		try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
			channel.force(true);
		}
		catch (IOException ex) {
			// Windows opens no directory, and some file systems that a container has from
			// outside take no such call; both keep names by themselves.
		}
	}

	/** Whether there is more in a file than a server's that ended while it began it. */
	static boolean isBegun(Path path) throws IOException {
		try (InputStream in = new BufferedInputStream(java.nio.file.Files.newInputStream(path))) {
			byte[] head = in.readNBytes(HEADER);
			if (head.length < HEADER) {
				return false;
			}
			if (!Arrays.equals(head, new byte[HEADER])) {
				return true;
			}
			// A file system may give a file its size before it has what is in it.
			for (int next = in.read(); next >= 0; next = in.read()) {
				if (next != 0) {
					return true;
				}
			}
			return false;
		}
	}

	/** A file's first bytes. */
	static ByteBuffer header(long number) {
		return ByteBuffer.allocate(HEADER).put(MAGIC).putLong(number).flip();
	}

	static String name(long number) {
		return String.format(Locale.ROOT, "%016d", number) + SUFFIX;
	}

	static long number(Path path) {
		String name = path.getFileName().toString();
		return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
	}

	/**
	 * Looks at a file's first bytes.
	 * @throws DamagedException when it is none of the log's, or of another version
	 */
	static void checkHeader(ByteBuffer bytes, Path path) throws DamagedException {
		for (int i = 0; i < MAGIC.length; i++) {
			if (bytes.limit() < HEADER || bytes.get(i) != MAGIC[i]) {
				boolean other = bytes.limit() >= HEADER && i == MAGIC.length - 1;
				throw new DamagedException(
						other ? "the format is of version " + bytes.get(i) + ", and this server knows " + MAGIC[i]
								: "it does not begin with " + new String(MAGIC, 0, 7, StandardCharsets.US_ASCII),
						0);
			}
		}
		if (bytes.getLong(MAGIC.length) != number(path)) {
			throw new DamagedException("it was segment " + bytes.getLong(MAGIC.length), MAGIC.length);
		}
	}

	long number() {
		return this.number;
	}

	Path path() {
		return this.path;
	}

	Map<String, Part> parts() {
		return this.parts;
	}

	/** Bytes that are committed. */
	long size() {
		return this.size;
	}

	/** Writes at the end; nothing counts as added until {@link #added}. */
	void write(ByteBuffer bytes) throws IOException {
		long at = this.size;
		while (bytes.hasRemaining()) {
			at += this.channel.write(bytes, at);
		}
	}

	/** Takes back what was written and not {@link #added}. */
	void takeBack() throws IOException {
		this.channel.truncate(this.size);
	}

	/**
	 * As {@link #takeBack}, of what was there at the start; keeps that in a file beside
	 * it.
	 */
	void cut() throws IOException {
		Path beside = this.path.resolveSibling(this.path.getFileName() + ".cut");
		try (FileChannel from = this.files.open(this.path, StandardOpenOption.READ);
				FileChannel to = this.files.open(beside, StandardOpenOption.CREATE,
						StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
			from.transferTo(this.size, from.size() - this.size, to);
		}
		takeBack();
		force();
	}

	void added(long bytes) {
		this.size += bytes;
	}

	/**
	 * Has the disk keep what was written.
	 * @throws IOException when it cannot, or somebody has deleted the file: then it is
	 * gone with the server
	 */
	void force() throws IOException {
		this.channel.force(false);
		if (java.nio.file.Files.notExists(this.path)) {
			throw new NoSuchFileException(this.path.toString());
		}
	}

	/**
	 * The entry whose record begins at {@code position}.
	 * @return {@code null} when the segment is deleted
	 */
	@Nullable Entry read(int position) throws IOException {
		for (FileChannel from = reader(); from != null; from = reader()) {
			try {
				return read(from, position);
			}
			catch (ClosedByInterruptException ex) {
				forget(from);
				throw ex;
			}
			catch (ClosedChannelException ex) {
				// By another's interruption, or since it is deleted: the next look tells.
				forget(from);
			}
		}
		return null;
	}

	private synchronized @Nullable FileChannel reader() throws IOException {
		if (this.released) {
			return null;
		}
		FileChannel open = this.reader;
		if (open == null || !open.isOpen()) {
			open = this.files.open(this.path, StandardOpenOption.READ);
			this.reader = open;
		}
		return open;
	}

	private synchronized void forget(FileChannel closed) throws IOException {
		closed.close();
		if (this.reader == closed) {
			this.reader = null;
		}
	}

	private static Entry read(FileChannel from, int position) throws IOException {
		ByteBuffer head = full(from, ByteBuffer.allocate(Records.HEAD), position);
		int length = Records.length(head, 0);
		if (length < 0) {
			throw new DamagedException("a record's length is wrong", position);
		}
		ByteBuffer record = full(from, ByteBuffer.allocate(length), position);
		if (!Records.isWhole(record, 0)) {
			throw new DamagedException("a record's checksum is wrong", position);
		}
		return Records.read(record, 0);
	}

	private static ByteBuffer full(FileChannel from, ByteBuffer bytes, long position) throws IOException {
		while (bytes.hasRemaining()) {
			int read = from.read(bytes, position + bytes.position());
			if (read < 0) {
				throw new DamagedException("the file ends in the middle of a record", position);
			}
		}
		return bytes.flip();
	}

	@Override
	public synchronized void close() throws IOException {
		this.released = true;
		this.channel.close();
		if (this.reader != null) {
			this.reader.close();
		}
	}

}
