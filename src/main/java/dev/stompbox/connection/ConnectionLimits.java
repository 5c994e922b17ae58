package dev.stompbox.connection;

import java.time.Duration;

/**
 * What a connection may use.
 *
 * @param connections open at once, of all kinds
 * @param outbox bytes that may wait to be written to one connection
 * @param outboxAge how long a byte may wait to be written to a connection; noticed before
 * it has waited for twice that
 * @param idle after this long without a byte from the client it is asked for a sign of
 * life, and closed after twice that
 * @param closing how long a closing connection may take to go
 */
public record ConnectionLimits(int connections, long outbox, Duration outboxAge, Duration idle, Duration closing) {
}
