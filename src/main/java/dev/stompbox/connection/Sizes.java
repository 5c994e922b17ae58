package dev.stompbox.connection;

import java.util.Locale;

/** Sizes as people write them. */
public final class Sizes {

	private static final long KB = 1024;

	private static final long MB = KB * KB;

	private Sizes() {
	}

	/** For example {@code 64 KB}, {@code 1 MB}, {@code 70,112 bytes}: never rounded. */
	public static String text(long bytes) {
		if (bytes >= MB && bytes % MB == 0) {
			return bytes / MB + " MB";
		}
		if (bytes >= KB && bytes % KB == 0) {
			return bytes / KB + " KB";
		}
		return String.format(Locale.ROOT, "%,d bytes", bytes);
	}

}
