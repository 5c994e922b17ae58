package dev.stompbox.dashboard;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened and that a person may want to know of.
 *
 * @param seq its number, from 1
 * @param time when, epoch milliseconds
 * @param kind what it is; {@code docs/operations.md} lists all of them
 * @param code the stable code, or {@code null} where nothing went wrong
 * @param connection the connection's id, or {@code null}
 * @param caller the caller's name, or {@code null}
 * @param destination of most of what a slow connection did not read, or {@code null}
 * @param message one sentence
 * @param limit the limit that was hit, or {@code null}
 * @param property the property that changes it, or {@code null}
 */
record Incident(long seq, long time, String kind, @Nullable String code, @Nullable String connection,
		@Nullable String caller, @Nullable String destination, String message, @Nullable String limit,
		@Nullable String property) {
}
