/** Speaks STOMP 1.0/1.1/1.2 on a connection and turns frames into broker calls. */
@NullMarked
@ApplicationModule(allowedDependencies = { "message", "access", "broker", "connection" })
package dev.stompbox.stomp;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
