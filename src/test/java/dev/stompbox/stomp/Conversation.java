package dev.stompbox.stomp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One conversation of a {@code .stomp} file; {@code conformance/README.md} explains the
 * format.
 *
 * @param name what it shows, one sentence
 * @param where file and line
 * @param proves which requirements hold if it goes as it is written
 * @param differs where it is known to go another way, and why
 * @param steps what happens, in order
 */
record Conversation(String name, String where, List<Proof> proves, Map<String, String> differs, List<Step> steps) {

	private static final Pattern BYTES = Pattern.compile("⟨(?:([0-9a-f ]+)|(.+?)×(\\d+))⟩");

	private static final Pattern PATTERN = Pattern.compile("destination:[^\\n]*[#*]");

	private static final Pattern BOUND = Pattern.compile("\\{(\\w+)\\}");

	/** What one client does or sees; clients count from 1. */
	sealed interface Step {

		int client();

	}

	/** The client sends; {@code text} as it stands, with its ends of lines. */
	record Sends(int client, String text) implements Step {

		/**
		 * What goes over the wire.
		 * @param bound what names that the server's frames gave stand for
		 */
		byte[] bytes(Map<String, String> bound) {
			String filled = BOUND.matcher(this.text)
				.replaceAll((name) -> Matcher.quoteReplacement(bound.getOrDefault(name.group(1), name.group())));
			return Conversation.bytes(filled.replace("¬", ""));
		}

		/** Whether the client is in the middle of a frame, or said nothing yet. */
		boolean unfinished() {
			return this.text.endsWith("¬") || this.text.isBlank();
		}

	}

	/** The server answers with this frame next; {@code lines} as they stand. */
	record Sees(int client, List<String> lines) implements Step {
	}

	/** The server closes with code and reason. */
	record Closes(int client, String code) implements Step {
	}

	/** Says something about the client before it comes. */
	record Is(int client, String what) implements Step {
	}

	/** So many seconds have gone by since the client came. */
	record Waits(int client, int seconds) implements Step {
	}

	/**
	 * That a requirement holds in a version.
	 *
	 * @param version {@code 1.0}, {@code 1.1}, {@code 1.2} or {@code Stompbox}
	 * @param requirement its id in {@code requirements.txt}
	 */
	record Proof(String version, String requirement) {
	}

	/** Why it goes another way over {@code target}, or {@code ""}. */
	String difference(String target) {
		return this.differs.getOrDefault(target, "");
	}

	/** For how long it waits at most, in seconds. */
	int longestWait() {
		return this.steps.stream()
			.mapToInt((step) -> (step instanceof Waits waits) ? waits.seconds() : 0)
			.max()
			.orElse(0);
	}

	/** Whether a client asks for more than the conversation's own messages. */
	boolean needsQuiet() {
		return this.steps.stream()
			.anyMatch((step) -> step instanceof Sends sends && PATTERN.matcher(sends.text()).find());
	}

	/** The bytes that a text of the format stands for. */
	static byte[] bytes(String text) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		Matcher special = BYTES.matcher(text);
		int at = 0;
		while (special.find()) {
			bytes.writeBytes(plain(text.substring(at, special.start())));
			if (special.group(1) != null) {
				for (String hex : special.group(1).trim().split(" +")) {
					bytes.write(Integer.parseInt(hex, 16));
				}
			}
			else {
				bytes.writeBytes(plain(special.group(2).repeat(Integer.parseInt(special.group(3)))));
			}
			at = special.end();
		}
		bytes.writeBytes(plain(text.substring(at)));
		return bytes.toByteArray();
	}

	private static byte[] plain(String text) {
		return text.replace('␀', '\0').replace('␍', '\r').replace('␊', '\n').getBytes(StandardCharsets.UTF_8);
	}

}
