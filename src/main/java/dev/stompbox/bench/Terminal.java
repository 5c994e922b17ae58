package dev.stompbox.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether somebody watches standard error. */
final class Terminal {

	private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

	private Terminal() {
	}

	static boolean isThere() {
		try {
			if (Files.isSymbolicLink(STANDARD_ERROR)) {
				String device = Files.readSymbolicLink(STANDARD_ERROR).toString();
				return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
			}
		}
		catch (IOException ex) {
			// Java knows a little as well.
		}
		return System.console() != null;
	}

}
