/**
 * Passes STOMP on to RabbitMQ (Spring's STOMP broker relay). It stands on {@code broker}
 * too, since what comes over HTTP and goes out as events is published and subscribed to
 * there, and is to reach RabbitMQ all the same; and on {@code stomp}, whose sessions are
 * what is passed on. Spring's messaging is mentioned by classes named {@code Spring*}
 * only; the rest is plain Java.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "message", "access", "broker", "connection", "stomp" })
package dev.stompbox.relay;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
