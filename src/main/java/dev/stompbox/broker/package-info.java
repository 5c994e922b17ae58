/**
 * The engine: accepts a message, remembers it, hands it to every subscriber in order.
 * Plain Java.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "message", "access", "store" })
package dev.stompbox.broker;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
