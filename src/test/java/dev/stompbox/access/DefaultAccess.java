package dev.stompbox.access;

/** Hands the rules that hold without configuration to the tests of other packages. */
public final class DefaultAccess {

	private DefaultAccess() {
	}

	/** The rules. */
	public static AccessPolicy policy() {
		return new AccessRules();
	}

}
