package dev.stompbox.access;

/** Which names a caller can have. */
final class CallerNames {

	/** What a name may be, for people. */
	static final String RULE = "A name has 1 to 128 characters, none of them a control character, does not begin with "
			+ "$ or anonymous-, and is not \"operator\".";

	private static final int LONGEST = 128;

	private CallerNames() {
	}

	/** Whether a caller can have this name: it is none of those that the server gives. */
	static boolean free(String name) {
		return !name.isBlank() && name.length() <= LONGEST && !name.equals(Caller.OPERATOR) && !name.startsWith("$")
				&& !name.startsWith("anonymous-") && name.chars().noneMatch(Character::isISOControl);
	}

	/** A name as it may be shown. */
	static String shown(String name) {
		return ((name.length() > 60) ? name.substring(0, 60) + "…" : name).replaceAll("\\p{Cntrl}", "?");
	}

}
