/**
 * The load generator, {@code java -jar stompbox.jar bench}: what this server, or another
 * that speaks STOMP, can do on the machine it runs on. A program of its own that shares
 * only the jar with the server.
 *
 * <p>
 * {@code Bench} takes the steps: connect, ask until every subscriber hears its topic,
 * warm up, repeat and drain. A {@code Load} publishes or echoes; each {@code Loop} is one
 * thread with its {@code Client}s and the {@code Tally} of what they received. Between
 * socket and tally nothing is allocated for a message: {@code FrameScanner} and
 * {@code StompScanner} read in place, and a {@code Stamp} in each payload says who sent
 * it, as which in order, and when.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "message")
package dev.stompbox.bench;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
