package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A frame as a {@code .stomp} file expects it. All text here is bytes as Latin 1, so that
 * bodies of any kind can be compared.
 */
final class ExpectedFrame {

	private static final String ANYTHING = latin1("…");

	private static final Pattern SPECIAL = Pattern.compile(Pattern.quote(ANYTHING) + "|\\{(\\w+)\\}");

	private final String command;

	private final List<String> headers = new ArrayList<>();

	private final String body;

	private boolean more;

	ExpectedFrame(List<String> lines) {
		String all = latin1(String.join("\n", lines));
		int empty = all.indexOf("\n\n");
		String head = (empty < 0) ? all : all.substring(0, empty);
		this.body = (empty < 0) ? "" : all.substring(empty + 2);
		List<String> rest = all.equals("\n") ? List.of(all) : Arrays.asList(head.split("\n"));
		this.command = rest.get(0);
		for (String header : rest.subList(1, rest.size())) {
			this.more |= header.equals(ANYTHING);
			if (!header.equals(ANYTHING)) {
				this.headers.add(header);
			}
		}
	}

	static String latin1(String text) {
		return new String(Conversation.bytes(text), StandardCharsets.ISO_8859_1);
	}

	/** What differs, or an empty text. Binds names that are met for the first time. */
	String differs(String actual, Map<String, String> bound) {
		if (actual.equals("\n") || this.command.equals("\n")) {
			return actual.equals(this.command) ? "" : "one is a heart-beat";
		}
		int empty = actual.indexOf("\n\n");
		List<String> head = new ArrayList<>(Arrays.asList(actual.substring(0, empty).split("\n")));
		if (!head.remove(0).equals(this.command)) {
			return "another command";
		}
		for (String header : this.headers) {
			if (!head.removeIf(once((line) -> matches(header, line, bound)))) {
				return "no header " + header;
			}
		}
		if (!this.more && !head.isEmpty()) {
			return "unexpected headers " + head;
		}
		return matches(this.body, actual.substring(empty + 2), bound) ? "" : "another body";
	}

	private static java.util.function.Predicate<String> once(java.util.function.Predicate<String> test) {
		boolean[] done = { false };
		return (line) -> {
			boolean hit = !done[0] && test.test(line);
			done[0] |= hit;
			return hit;
		};
	}

	private static boolean matches(String expected, String actual, Map<String, String> bound) {
		StringBuilder regex = new StringBuilder();
		List<String> names = new ArrayList<>();
		Matcher special = SPECIAL.matcher(expected);
		int at = 0;
		while (special.find()) {
			regex.append(Pattern.quote(expected.substring(at, special.start())));
			String name = special.group(1);
			if (name == null) {
				regex.append("[\\s\\S]*");
			}
			else if (bound.containsKey(name)) {
				regex.append(Pattern.quote(bound.get(name)));
			}
			else {
				regex.append("([^\\n]+)");
				names.add(name);
			}
			at = special.end();
		}
		Matcher all = Pattern.compile(regex + Pattern.quote(expected.substring(at))).matcher(actual);
		if (!all.matches()) {
			return false;
		}
		Map<String, String> found = new HashMap<>();
		for (int i = 0; i < names.size(); i++) {
			found.put(names.get(i), all.group(i + 1));
		}
		bound.putAll(found);
		return true;
	}

}
