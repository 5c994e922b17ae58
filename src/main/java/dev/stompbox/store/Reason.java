package dev.stompbox.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Why a file could not be used, for people: some exceptions say only which file it was.
 */
final class Reason {

	private Reason() {
	}

	/** A sentence without its full stop. */
	static String of(IOException why) {
		if (why instanceof AccessDeniedException denied && denied.getReason() == null) {
			return "access to " + denied.getFile() + " is denied";
		}
		if (why instanceof NoSuchFileException missing && missing.getReason() == null) {
			return missing.getFile() + " is not there any more";
		}
		if (why instanceof FileSystemException other && other.getReason() == null) {
			return other.getFile() + " cannot be used (" + other.getClass().getSimpleName() + ")";
		}
		return (why.getMessage() != null) ? why.getMessage() : why.getClass().getSimpleName();
	}

}
