package dev.stompbox.broker;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Position;

/**
 * How a subscription that began with messages of before has come to what is new.
 *
 * @param position the last before live
 * @param recovered whether all that was asked for was delivered; {@code null} when
 * nothing was asked for
 * @param replayed how many were delivered
 * @param missed how many were not, since they are not kept any more; {@code null} when
 * that cannot be known, since the position was another log's
 * @param untold how many of those were the last, so that no message came after them which
 * could have said so
 */
public record Recovery(Position position, @Nullable Boolean recovered, long replayed, @Nullable Long missed,
		long untold) {
}
