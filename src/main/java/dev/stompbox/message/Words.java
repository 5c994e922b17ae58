package dev.stompbox.message;

/** What a topic's name may consist of; the one place that reads names. */
final class Words {

	/** Bytes in a name, all of them ASCII. */
	static final int LONGEST = 255;

	private static final String MARKS = "_-~@:+$";

	private Words() {
	}

	static String canonical(String text) {
		return (text.indexOf('/') < 0) ? text : text.replace('/', '.');
	}

	/** Throws unless {@code name} is a topic, or, with {@code wildcards}, a pattern. */
	static void check(String name, String asGiven, boolean wildcards) {
		String what = wildcards ? "pattern" : "topic";
		if (name.isEmpty()) {
			throw bad("A " + what + " needs a name; this one is empty");
		}
		if (name.length() > LONGEST) {
			throw bad("A " + what + "'s name has at most " + LONGEST + " characters; this one has " + name.length());
		}
		int start = 0;
		for (int i = 0; i <= name.length(); i++) {
			if (i < name.length() && name.charAt(i) != '.') {
				checkCharacter(name, i, asGiven, wildcards);
				continue;
			}
			if (i == start) {
				throw bad("\"" + shown(asGiven) + "\" has an empty word at character " + (i + 1));
			}
			checkWildcardStandsAlone(name, start, i, asGiven);
			start = i + 1;
		}
	}

	private static void checkCharacter(String name, int at, String asGiven, boolean wildcards) {
		char c = name.charAt(at);
		if (isWordCharacter(c) || (wildcards && isWildcard(c))) {
			return;
		}
		String shown = (c > ' ' && c < 127) ? "'" + c + "'" : String.format("U+%04X", (int) c);
		if (isWildcard(c)) {
			throw bad("\"" + shown(asGiven) + "\" is a pattern: " + shown + " at character " + (at + 1)
					+ " is for subscribing only");
		}
		throw bad("\"" + shown(asGiven) + "\" has " + shown + " at character " + (at + 1));
	}

	private static void checkWildcardStandsAlone(String name, int start, int end, String asGiven) {
		if (end - start == 1) {
			return;
		}
		for (int i = start; i < end; i++) {
			if (isWildcard(name.charAt(i))) {
				throw bad("\"" + shown(asGiven) + "\" has '" + name.charAt(i) + "' inside a word at character "
						+ (i + 1) + "; a wildcard is a word of its own");
			}
		}
	}

	private static boolean isWildcard(char c) {
		return c == '*' || c == '#';
	}

	private static boolean isWordCharacter(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || MARKS.indexOf(c) >= 0;
	}

	/**
	 * Names come from strangers: what is shown of one is short and has no control
	 * characters.
	 */
	private static String shown(String text) {
		String cut = (text.length() > 60) ? text.substring(0, 60) + "…" : text;
		return cut.replaceAll("\\p{Cntrl}", "?");
	}

	private static Refused bad(String detail) {
		return new Refused(ErrorCode.BAD_TOPIC, detail + ".",
				"A name is words joined by '.', each of letters, digits and " + MARKS
						+ "; in patterns '*' is one word and '#' any number of words.");
	}

}
