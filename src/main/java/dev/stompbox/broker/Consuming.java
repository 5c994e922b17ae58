package dev.stompbox.broker;

/**
 * How a consumer wants its messages.
 *
 * @param mode when one counts as received
 * @param prefetch how many may be in flight, that is, handed out and not acknowledged
 * @param budget what waits for the consumer counts here, when it has a queue of its own
 */
public record Consuming(AckMode mode, int prefetch, Budget budget) {
}
