/**
 * The log on disk: what was acknowledged survives a crash. Plain Java.
 *
 * <p>
 * All topics share one sequence of segment files, so that one {@code fsync} commits what
 * all publishers have sent meanwhile. A segment is a header and records; a record is its
 * length, its checksum and an {@link dev.stompbox.store.Entry}. Beside each segment that
 * is full lies an index of it, so that a start reads indexes and the last segment only.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "message")
package dev.stompbox.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
