package dev.stompbox.stomp;

import org.jspecify.annotations.Nullable;

/** The versions of STOMP that are spoken. */
enum Version {

	V1_0("1.0"), V1_1("1.1"), V1_2("1.2");

	/** All of them, as ERROR and CONNECTED write it. */
	static final String ALL = "1.0,1.1,1.2";

	private final String number;

	Version(String number) {
		this.number = number;
	}

	/**
	 * The highest version that both sides know.
	 * @param accepted the {@code accept-version} header; a client without it speaks 1.0
	 * @return {@code null} when there is none
	 */
	static @Nullable Version negotiate(@Nullable String accepted) {
		if (accepted == null) {
			return V1_0;
		}
		Version best = null;
		for (String number : accepted.split(",")) {
			for (Version version : values()) {
				if (version.number.equals(number.strip()) && (best == null || version.compareTo(best) > 0)) {
					best = version;
				}
			}
		}
		return best;
	}

	@Override
	public String toString() {
		return this.number;
	}

}
