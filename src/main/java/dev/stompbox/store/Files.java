package dev.stompbox.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** How files are opened: a seam, so that tests can have disks that fail. */
@FunctionalInterface
interface Files {

	/** As they are. */
	Files REAL = FileChannel::open;

	/** Opens one. */
	FileChannel open(Path path, OpenOption... how) throws IOException;

}
