package dev.stompbox.connection;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What was seen of a connection while somebody looked.
 *
 * @param roundTrip how long the client took to answer the last ping, what waited before
 * it included, ms; {@code null} while that is not known, or where there are no pings
 * @param frames the last frames, the newest last
 */
public record Trace(@Nullable Double roundTrip, List<TracedFrame> frames) {
}
