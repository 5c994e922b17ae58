package dev.stompbox.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.access.Revocations.Kind;
import dev.stompbox.access.Revocations.Revoked;

/**
 * Where revocations survive a restart: a JSON object a line (NDJSON, UTF-8), of which the
 * last about something counts. A change is a line more, on disk before it is told; when
 * there are many lines, and when one could not be written, the file is written anew as a
 * whole beside its place and moved there. Used by one thread at a time.
 */
final class RevocationFile {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	/** How many more lines than revocations there may be. */
	private static final int SPARE = 10_000;

	private final Path path;

	private int lines;

	/** Whether the file may have what nobody was told, or less than that. */
	private boolean torn;

	/**
	 * @param path the file; its directory is made when it is first written
	 */
	RevocationFile(Path path) {
		this.path = path;
	}

	/** One there, or {@code null} where the path is empty. */
	static @Nullable RevocationFile at(Path path) {
		return path.toString().isEmpty() ? null : new RevocationFile(path);
	}

	Path path() {
		return this.path;
	}

	/**
	 * @param kind as JSON has it in the API
	 * @param until ISO 8601, or nothing for never
	 * @param forgiven whether it is let in again
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	private record Line(@Nullable String kind, @Nullable String value, @Nullable String until,
			@Nullable Boolean forgiven) {

		static final Line NULL = new Line(null, null, null, null);

		static String of(Revoked what, @Nullable Instant until) {
			return JSON.writeValueAsString(new Line(what.kind().key(), what.value(),
					(until == null || until.equals(Instant.MAX)) ? null : until.toString(),
					(until == null) ? true : null)) + '\n';
		}

		void applyTo(Map<Revoked, Instant> all) {
			Revoked what = new Revoked(kindOf(this.kind), valueOf(this.value));
			if (Boolean.TRUE.equals(this.forgiven)) {
				all.remove(what);
			}
			else {
				all.put(what, (this.until != null) ? Instant.parse(this.until) : Instant.MAX);
			}
		}

	}

	/**
	 * What was written last; nothing when there is no file yet. What is no line yet at
	 * the end of it is of a change that nobody was told of.
	 * @throws UnusableRevocationsException when it cannot be read: whoever was taken back
	 * would be let in again by a server that went on without it
	 */
	Map<Revoked, Instant> read() {
		String text;
		try {
			text = Files.readString(this.path);
		}
		catch (NoSuchFileException ex) {
			this.torn = true;
			return Map.of();
		}
		catch (IOException ex) {
			throw new UnusableRevocationsException(
					"stompbox.access.revocations-file " + this.path + " cannot be read: " + why(ex), ex);
		}
		this.torn = !text.isEmpty() && !text.endsWith("\n");
		Map<Revoked, Instant> all = new HashMap<>();
		List<String> written = text.lines().toList();
		for (String line : written) {
			this.lines++;
			try {
				Optional.ofNullable(JSON.readValue(line, Line.class)).orElse(Line.NULL).applyTo(all);
			}
			catch (JacksonException | DateTimeParseException | IllegalArgumentException ex) {
				if (!this.torn || this.lines < written.size()) {
					throw new UnusableRevocationsException("stompbox.access.revocations-file " + this.path + ", line "
							+ this.lines
							+ ", is no revocation as {\"kind\":\"name\",\"value\":\"ana\",\"until\":\"2030-01-01T00:00:00Z\"}",
							ex);
				}
			}
		}
		return all;
	}

	/**
	 * Adds a change, and has it on disk.
	 * @param until {@code null} for what is let in again
	 * @param all with the change
	 * @throws IOException when that cannot be done; what becomes of it in the file is
	 * decided by the next change
	 */
	void write(Revoked what, @Nullable Instant until, Map<Revoked, Instant> all) throws IOException {
		if (!this.torn && this.lines < all.size() + SPARE) {
			try {
				put(this.path, Line.of(what, until), StandardOpenOption.APPEND);
				this.lines++;
				return;
			}
			catch (IOException ex) {
				// It may have been taken away; else this fails too.
				this.torn = true;
			}
		}
		anew(all);
	}

	private void anew(Map<Revoked, Instant> all) throws IOException {
		String text = all.entrySet()
			.stream()
			.map((each) -> Line.of(each.getKey(), each.getValue()))
			.sorted()
			.collect(Collectors.joining());
		Path whole = this.path.toAbsolutePath();
		Files.createDirectories(whole.getParent());
		Path beside = whole.resolveSibling(whole.getFileName() + ".new");
		put(beside, text, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
		Files.move(beside, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		this.lines = all.size();
		this.torn = false;
	}

	private static void put(Path path, String text, OpenOption... how) throws IOException {
		Set<OpenOption> options = new HashSet<>(List.of(how));
		options.add(StandardOpenOption.WRITE);
		try (FileChannel file = FileChannel.open(path, options)) {
			ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
			while (bytes.hasRemaining()) {
				file.write(bytes);
			}
			file.force(true);
		}
	}

	/** In words; the message of a file system's exception is often the path alone. */
	static String why(IOException ex) {
		return (ex.getMessage() != null) ? ex.getClass().getSimpleName() + ": " + ex.getMessage()
				: ex.getClass().getSimpleName();
	}

	private static Kind kindOf(@Nullable String key) {
		for (Kind kind : Kind.values()) {
			if (kind.key().equals(key)) {
				return kind;
			}
		}
		throw new IllegalArgumentException("kind");
	}

	private static String valueOf(@Nullable String value) {
		if (value == null || value.isBlank()) {
			throw new IllegalArgumentException("value");
		}
		return value;
	}

}
