package dev.stompbox.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.access.Revocations.Kind;
import dev.stompbox.access.Revocations.Revoked;

/**
 * Where revocations survive a restart: a JSON object a line (NDJSON, UTF-8). It is
 * written anew as a whole beside its place and moved there, so that whatever happens
 * meanwhile there is the old one or the new one.
 *
 * @param path the file; its directory is made when it is first written
 */
record RevocationFile(Path path) {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	/**
	 * @param kind as JSON has it in the API
	 * @param until ISO 8601, or nothing for never
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	private record Line(@Nullable String kind, @Nullable String value, @Nullable String until) {

		static final Line NULL = new Line(null, null, null);

	}

	/** One there, or {@code null} where the path is empty. */
	static @Nullable RevocationFile at(Path path) {
		return path.toString().isEmpty() ? null : new RevocationFile(path);
	}

	/**
	 * What was written last; nothing when there is no file yet.
	 * @throws UnusableRevocationsException when it cannot be read: whoever was taken back
	 * would be let in again by a server that went on without it
	 */
	Map<Revoked, Instant> read() {
		List<String> lines;
		try {
			lines = Files.readAllLines(this.path);
		}
		catch (NoSuchFileException ex) {
			return Map.of();
		}
		catch (IOException ex) {
			throw new UnusableRevocationsException(
					"stompbox.access.revocations-file " + this.path + " cannot be read: " + why(ex), ex);
		}
		Map<Revoked, Instant> all = new HashMap<>();
		for (int i = 0; i < lines.size(); i++) {
			try {
				Line line = Optional.ofNullable(JSON.readValue(lines.get(i), Line.class)).orElse(Line.NULL);
				all.put(new Revoked(kind(line.kind()), value(line.value())),
						(line.until() != null) ? Instant.parse(line.until()) : Instant.MAX);
			}
			catch (JacksonException | DateTimeParseException | IllegalArgumentException ex) {
				throw new UnusableRevocationsException("stompbox.access.revocations-file " + this.path + ", line "
						+ (i + 1)
						+ ", is no revocation as {\"kind\":\"name\",\"value\":\"ana\",\"until\":\"2030-01-01T00:00:00Z\"}",
						ex);
			}
		}
		return all;
	}

	/**
	 * Replaces what is there, and has it on disk.
	 * @throws IOException when that cannot be done; what was there is there then
	 */
	void write(Map<Revoked, Instant> all) throws IOException {
		String text = all.entrySet()
			.stream()
			.map((each) -> JSON.writeValueAsString(new Line(each.getKey().kind().key(), each.getKey().value(),
					each.getValue().equals(Instant.MAX) ? null : each.getValue().toString())) + '\n')
			.sorted()
			.collect(Collectors.joining());
		Path whole = this.path.toAbsolutePath();
		Files.createDirectories(whole.getParent());
		Path beside = whole.resolveSibling(whole.getFileName() + ".new");
		try (FileChannel file = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
				StandardOpenOption.TRUNCATE_EXISTING)) {
			ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
			while (bytes.hasRemaining()) {
				file.write(bytes);
			}
			file.force(true);
		}
		Files.move(beside, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

	/** In words; the message of a file system's exception is often the path alone. */
	static String why(IOException ex) {
		return (ex.getMessage() != null) ? ex.getClass().getSimpleName() + ": " + ex.getMessage()
				: ex.getClass().getSimpleName();
	}

	private static Kind kind(@Nullable String key) {
		for (Kind kind : Kind.values()) {
			if (kind.key().equals(key)) {
				return kind;
			}
		}
		throw new IllegalArgumentException("kind");
	}

	private static String value(@Nullable String value) {
		if (value == null || value.isBlank()) {
			throw new IllegalArgumentException("value");
		}
		return value;
	}

}
