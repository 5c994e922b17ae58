package dev.stompbox.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * All logs on disk. One directory is one server's: a lock file keeps others out.
 */
public final class Store implements AutoCloseable {

	private static final Logger LOGGER = LoggerFactory.getLogger(Store.class);

	/** How long a log of which nothing is left keeps its positions, ms. */
	private static final long REMEMBERED = 7L * 24 * 60 * 60 * 1000;

	private final StoreOptions options;

	private final Files files;

	private final FileChannel lockFile;

	private final Segments segments = new Segments();

	private final Map<String, LogInfo> logs = new ConcurrentHashMap<>();

	private final Writer writer;

	/** Whether it was said that the files are too large and none can go. */
	private boolean pinned;

	private Store(StoreOptions options, Files files, FileChannel lockFile, Around around) throws IOException {
		this.options = options;
		this.files = files;
		this.lockFile = lockFile;
		load();
		this.writer = new Writer(this, options, around);
	}

	/**
	 * Opens the log, with all that is in it.
	 * @param around what is done around the telling of a part of a batch
	 * @throws DamagedException when something in it is not what was written, and was
	 * committed
	 * @throws IOException when the directory cannot be used, or another server does
	 */
	public static Store open(StoreOptions options, Around around) throws IOException {
		return open(options, Files.REAL, around);
	}

	static Store open(StoreOptions options, Files files) throws IOException {
		return open(options, files, Around.NOTHING);
	}

	private static Store open(StoreOptions options, Files files, Around around) throws IOException {
		Directory.create(options.directory());
		FileChannel lockFile = Directory.lock(options.directory());
		try {
			return new Store(options, files, lockFile, around);
		}
		catch (IOException | RuntimeException ex) {
			lockFile.close();
			throw ex;
		}
	}

	private void load() throws IOException {
		List<Path> paths = Directory.begun(paths(this.options.directory()));
		try {
			for (int i = 0; i < paths.size(); i++) {
				Segment segment = load(paths.get(i), i == paths.size() - 1);
				this.segments.add(segment);
				segment.parts().forEach((log, part) -> this.logs.computeIfAbsent(log, LogInfo::new).add(part));
			}
			if (paths.isEmpty()) {
				begin(1);
			}
			else {
				boolean left = Directory.isLeft(this.options.directory());
				if (left) {
					this.logs.values().forEach(LogInfo::skip);
				}
				// The end may have come before the newest segment had it.
				state(active());
				if (left) {
					Directory.enter(this.options.directory());
				}
			}
		}
		catch (IOException ex) {
			this.segments.close();
			throw ex;
		}
	}

	/** The segments' files, the oldest first. */
	static List<Path> paths(Path directory) throws IOException {
		try (Stream<Path> all = java.nio.file.Files.list(directory)) {
			return all.filter((path) -> path.getFileName().toString().matches("\\d{16}\\.log")).sorted().toList();
		}
	}

	private Segment load(Path path, boolean last) throws IOException {
		long size = java.nio.file.Files.size(path);
		Map<String, Part> known = last ? null : Index.read(path, size, this.files);
		if (known != null) {
			return Segment.open(path, known, size, this.files);
		}
		try {
			Scan scan = Scan.of(path, last, this.files);
			scan.check();
			Segment segment = Segment.open(path, scan.parts(), scan.size(), this.files);
			if (scan.torn().length() > 0) {
				LOGGER.warn("{}: the last write was not finished; its {} bytes, which nobody was told to be safe, are"
						+ " cut off and kept beside it", path, scan.torn().length());
				segment.cut();
			}
			if (!last) {
				index(segment);
			}
			return segment;
		}
		catch (DamagedException ex) {
			throw new DamagedException(path.getFileName() + ", byte " + ex.position() + ": " + ex.getMessage()
					+ ". `java -jar stompbox.jar store check " + this.options.directory()
					+ "` says what is there, `store repair` goes on without what is damaged", ex.position());
		}
	}

	/** Without its index a segment is read when the server starts. */
	private void index(Segment segment) {
		try {
			Index.write(segment, this.files);
		}
		catch (IOException ex) {
			LOGGER.warn("The index of {} cannot be written: {}", segment.path(), ex.getMessage());
		}
	}

	/** Begins a new segment. */
	Segment begin(long number) throws IOException {
		Segment segment = Segment.create(this.options.directory(), number, this.files);
		this.segments.add(segment);
		return segment;
	}

	Segment active() {
		return this.segments.active();
	}

	/**
	 * Ends a segment, which is on disk, and begins another, with the state of all logs.
	 */
	void roll(Segment full) throws IOException {
		Segment next = begin(full.number() + 1);
		try {
			state(next);
		}
		catch (IOException ex) {
			this.segments.remove(next);
			next.close();
			java.nio.file.Files.deleteIfExists(next.path());
			throw ex;
		}
		this.segments.trim(full);
		index(full);
	}

	private void state(Segment segment) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
		List<Entry> entries = new ArrayList<>();
		long now = System.currentTimeMillis();
		for (LogInfo log : this.logs.values()) {
			boolean forgotten = this.segments.isEmpty(log.name()) && log.lastTime() < now - REMEMBERED;
			if (log.epoch().isEmpty() || forgotten || knows(segment, log)) {
				continue;
			}
			entries.addAll(log.state(first(log.name()), now));
		}
		for (int i = 0; i < entries.size(); i++) {
			// One step: a part of it would pass for all of it.
			bytes = Records.write(bytes, entries.get(i), i == 0, i < entries.size() - 1);
		}
		int length = bytes.flip().remaining();
		segment.write(bytes);
		segment.force();
		entries.forEach((entry) -> this.segments.note(segment, entry, 0, 0));
		segment.added(length);
	}

	/** So that a start, and the next, and the next do not add the same again. */
	private static boolean knows(Segment segment, LogInfo log) {
		Part part = segment.parts().get(log.name());
		return part != null && part.last >= log.next() - 1 && part.purged >= log.purged();
	}

	/** The names of all logs that there is anything of. */
	public List<String> names() {
		return List.copyOf(this.logs.keySet());
	}

	/** What is known of a log, or {@code null} when there is none. */
	public @Nullable LogInfo log(String name) {
		return this.logs.get(name);
	}

	LogInfo logOf(String name) {
		return this.logs.computeIfAbsent(name, LogInfo::new);
	}

	/**
	 * Adds an entry. A message gets the next offset of its log.
	 * @throws Refused {@link ErrorCode#STORE_FAILED} when nothing is written any more, or
	 * {@link ErrorCode#STORE_BUSY} when too much waits to be
	 */
	public void append(Entry entry, Appended told) {
		this.writer.append(List.of(entry), List.of(told));
	}

	/**
	 * As {@link #append(Entry, Appended)}, for entries that are all there after a crash,
	 * or none of them.
	 * @param told one for each entry
	 */
	public void append(List<Entry> entries, List<? extends Appended> told) {
		this.writer.append(entries, told);
	}

	/**
	 * Leaves an offset out: there are messages of a log that it does not have, and who
	 * goes on in it is told that something is missing.
	 */
	public void skip(String name, Appended told) {
		LogInfo log = this.logs.get(name);
		if (log != null && !log.epoch().isEmpty()) {
			append(Entry.about(Entry.Kind.LAST, name, log.epoch(), log.next(), log.lastTime()), told);
		}
	}

	/**
	 * A server runs without the logs in a directory, if there are any: what is published
	 * meanwhile is not in them, and whoever opens them next has to know.
	 */
	public static void leave(Path directory) {
		Directory.leave(directory);
	}

	/** Waits until less waits to be written, at most a second; not with a lock held. */
	public void awaitRoom() {
		this.writer.awaitRoom(1000);
	}

	/** Notes what is committed; of the writer. */
	void committed(Segment segment, Entry entry, int position, int length) {
		this.segments.note(segment, entry, position, length);
		logOf(entry.log()).add(entry);
	}

	/**
	 * Reads messages of a log, oldest first, without a gap between them: from the first
	 * that is there and not before {@code from}, up to one that is gone. One that is
	 * damaged counts as gone from then on, and the log says so; so do all of a file that
	 * somebody has deleted.
	 * @param from an offset
	 * @param most how many at most
	 * @param bytes of bodies after which to stop
	 * @throws IOException when a file cannot be read
	 */
	public List<Entry> read(String log, long from, int most, long bytes) throws IOException {
		while (true) {
			List<Segments.Place> places = this.segments.places(log, from, most);
			List<Entry> entries = new ArrayList<>(places.size());
			long taken = 0;
			for (Segments.Place place : places) {
				Entry entry = (taken > bytes) ? null : read(log, place);
				if (entry == null) {
					break;
				}
				entries.add(entry);
				taken += entry.body().length;
			}
			// With none, the segment was deleted meanwhile, or the message is damaged:
			// others are the oldest now.
			if (places.isEmpty() || !entries.isEmpty()) {
				return entries;
			}
		}
	}

	/** One message, or {@code null} when it is not there, or not any more. */
	private @Nullable Entry read(String log, Segments.Place place) throws IOException {
		try {
			return place.segment().read(place.position());
		}
		catch (DamagedException | NoSuchFileException ex) {
			boolean all = ex instanceof NoSuchFileException;
			this.segments.lose(log, place, all);
			LOGGER.error(
					"{} {}, byte {}: {}. Message {}{} of {} is lost, and who reads that is told; `java -jar"
							+ " stompbox.jar store check {}` says what else is",
					ErrorCode.STORE_UNUSABLE.code(), place.segment().path(), place.position(), Reason.of(ex),
					place.offset(), all ? " and what else the file has" : "", log, this.options.directory());
			return null;
		}
	}

	/**
	 * Deletes segments of which nobody needs anything, all of a queue that is done with
	 * among it; and when all are larger than may be, the oldest of which only topics need
	 * something.
	 * @param needed for each topic's log the offset of the first message that is needed;
	 * of a log that is not there everything is that is not done with
	 * @return how many were deleted
	 */
	public int release(Map<String, Long> needed) throws IOException {
		List<Segment> gone = new ArrayList<>(this.segments.takeDead(needed, this::log));
		List<Segment> over = this.segments.takeOver(this.options.size(), needed, this::log);
		if (!over.isEmpty()) {
			gone.addAll(over);
			LOGGER.warn("The log on disk has more than {} bytes (stompbox.store.size): its {} oldest files go",
					this.options.size(), over.size());
		}
		warn();
		for (Segment segment : gone) {
			segment.close();
			java.nio.file.Files.deleteIfExists(Index.of(segment.path()));
			java.nio.file.Files.deleteIfExists(segment.path());
		}
		return gone.size();
	}

	private void warn() {
		boolean over = this.segments.count() > 1 && size() > this.options.size();
		if (over && !this.pinned) {
			LOGGER.warn("The log on disk has more than {} bytes (stompbox.store.size), and no file can go: each has"
					+ " messages of queues that nobody has acknowledged", this.options.size());
		}
		this.pinned = over;
	}

	/** The offset of a log's first message that is there; of the next when none is. */
	public long first(String log) {
		LogInfo known = log(log);
		return this.segments.first(log, (known != null) ? known.next() : 1);
	}

	/** How many messages of a log came with an idempotency key. */
	public int keyed(String log) {
		return this.segments.keyed(log);
	}

	/**
	 * The offset of a log's oldest message to be kept, segment by segment.
	 * @param time what is older, epoch ms, need not be
	 * @param bytes what goes beyond, counted from the newest, need not be
	 */
	public long oldest(String log, long time, long bytes) {
		return this.segments.oldest(log, time, bytes);
	}

	/**
	 * The offset of a message that all of a time or later come after, the nearest that is
	 * known.
	 */
	public long before(String log, long time) {
		return this.segments.before(log, time);
	}

	/** Bytes on disk, without indexes. */
	public long size() {
		return this.segments.size();
	}

	/** Writes what waits, and lets go of the directory. */
	@Override
	public void close() throws IOException {
		this.writer.close();
		this.segments.close();
		this.lockFile.close();
	}

}
