package dev.stompbox.store;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Headers;

/**
 * Entries as bytes: length (4), CRC-32C of what follows (4), then the entry. Numbers are
 * big-endian; texts are UTF-8 behind their length.
 */
final class Records {

	/** Before the entry. */
	static final int HEAD = 8;

	/** No record is larger; what says so is damaged. */
	static final int MOST = 256 << 20;

	/** With its first record a batch begins, which was written and committed as one. */
	private static final int BATCH = 0x80;

	/** The next record belongs to the same step: without it this one does not count. */
	private static final int MORE = 0x40;

	/** Where in an entry the length of the log's name is: after kind, offset, time. */
	private static final int NAME_AT = 1 + 8 + 8;

	/** A name is 255 characters at most. */
	private static final int LONGEST_NAME = 4 * 255;

	private static final Entry.Kind[] KINDS = Entry.Kind.values();

	private Records() {
	}

	/**
	 * Appends a record.
	 * @param out grows as needed
	 * @param first whether a batch begins with it
	 * @param more whether the next one belongs to the same step
	 * @return where it went on: {@code out}, or a larger one with the same bytes
	 */
	static ByteBuffer write(ByteBuffer out, Entry entry, boolean first, boolean more) {
		byte[] log = bytes(entry.log());
		byte[] epoch = bytes(entry.epoch());
		byte[] type = bytes(entry.contentType());
		byte[] key = bytes(entry.key());
		byte[] headers = headers(entry.headers());
		int length = 1 + 8 + 8 + 5 * 4 + log.length + epoch.length + type.length + key.length + headers.length
				+ entry.body().length;
		ByteBuffer to = room(out, HEAD + length);
		int start = to.position();
		to.putInt(length).putInt(0);
		to.put((byte) (entry.kind().ordinal() | (first ? BATCH : 0) | (more ? MORE : 0)))
			.putLong(entry.offset())
			.putLong(entry.timestamp());
		put(to, log);
		put(to, epoch);
		put(to, entry.contentType() == null ? null : type);
		put(to, entry.key() == null ? null : key);
		put(to, headers);
		to.put(entry.body());
		to.putInt(start + 4, crc(to, start + HEAD, length));
		return to;
	}

	private static ByteBuffer room(ByteBuffer out, int more) {
		if (out.remaining() >= more) {
			return out;
		}
		ByteBuffer larger = ByteBuffer.allocate(Math.max(out.capacity() * 2, out.position() + more));
		return larger.put(out.flip());
	}

	private static byte[] bytes(@Nullable String text) {
		return (text != null) ? text.getBytes(StandardCharsets.UTF_8) : new byte[0];
	}

	private static byte[] headers(Headers headers) {
		StringBuilder all = new StringBuilder();
		headers
			.forEach((name, value) -> all.append(name).append('\0').append(value.length()).append('\0').append(value));
		return bytes(all.toString());
	}

	private static void put(ByteBuffer out, byte @Nullable [] text) {
		out.putInt((text != null) ? text.length : -1);
		if (text != null) {
			out.put(text);
		}
	}

	static int crc(ByteBuffer bytes, int from, int length) {
		CRC32C crc = new CRC32C();
		crc.update(bytes.duplicate().position(from).limit(from + length));
		return (int) crc.getValue();
	}

	/**
	 * How long the record at {@code from} says it is, with its head; -1 when that cannot
	 * be.
	 */
	static int length(ByteBuffer bytes, int from) {
		int length = bytes.getInt(from);
		return (length > 0 && length <= MOST) ? HEAD + length : -1;
	}

	/** Whether a whole, undamaged record is at {@code from}. */
	static boolean isWhole(ByteBuffer bytes, int from) {
		if (!isPlausible(bytes, from)) {
			return false;
		}
		int length = length(bytes, from);
		return length > 0 && length <= bytes.limit() - from
				&& crc(bytes, from + HEAD, length - HEAD) == bytes.getInt(from + 4);
	}

	/**
	 * Whether it looks like a record's beginning; so that a search for one in bytes that
	 * are none does not end in a checksum at each of them.
	 */
	private static boolean isPlausible(ByteBuffer bytes, int from) {
		if (bytes.limit() - from < HEAD + NAME_AT + 4 || length(bytes, from) < 0) {
			return false;
		}
		int name = bytes.getInt(from + HEAD + NAME_AT);
		return (bytes.get(from + HEAD) & ~(BATCH | MORE) & 0xff) < KINDS.length && bytes.getLong(from + HEAD + 1) >= 0
				&& name > 0 && name <= LONGEST_NAME;
	}

	/** Whether a batch begins with the whole record at {@code from}. */
	static boolean isFirst(ByteBuffer bytes, int from) {
		return (bytes.get(from + HEAD) & BATCH) != 0;
	}

	/** Whether the record after the whole one at {@code from} is of the same step. */
	static boolean hasMore(ByteBuffer bytes, int from) {
		return (bytes.get(from + HEAD) & MORE) != 0;
	}

	/**
	 * The entry of the whole record at {@code from}.
	 * @throws DamagedException when its checksum is right and it makes no sense all the
	 * same
	 */
	static Entry read(ByteBuffer bytes, int from) throws DamagedException {
		try {
			int length = length(bytes, from);
			ByteBuffer in = bytes.duplicate().position(from + HEAD).limit(from + length);
			int kind = in.get() & ~(BATCH | MORE) & 0xff;
			long offset = in.getLong();
			long timestamp = in.getLong();
			String log = required(text(in));
			String epoch = required(text(in));
			String type = text(in);
			String key = text(in);
			Headers headers = headers(required(text(in)));
			byte[] body = new byte[in.remaining()];
			in.get(body);
			return new Entry(KINDS[kind], log, epoch, offset, timestamp, type, headers, body, key);
		}
		catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException ex) {
			throw new DamagedException("a record whose checksum is right cannot be read", from, ex);
		}
	}

	private static String required(@Nullable String text) {
		if (text == null) {
			throw new IllegalArgumentException("a text is missing");
		}
		return text;
	}

	private static @Nullable String text(ByteBuffer in) {
		int length = in.getInt();
		if (length == -1) {
			return null;
		}
		if (length < 0 || length > in.remaining()) {
			throw new IllegalArgumentException("a text of " + length + " bytes");
		}
		byte[] text = new byte[length];
		in.get(text);
		return new String(text, StandardCharsets.UTF_8);
	}

	private static Headers headers(String all) {
		if (all.isEmpty()) {
			return Headers.NONE;
		}
		Headers.Builder headers = Headers.builder(4);
		for (int at = 0; at < all.length();) {
			int name = all.indexOf('\0', at);
			int length = all.indexOf('\0', name + 1);
			int end = length + 1 + Integer.parseInt(all.substring(name + 1, length));
			headers.add(all.substring(at, name), all.substring(length + 1, end));
			at = end;
		}
		return headers.build();
	}

}
