/** Serves the page and the live numbers that it shows. */
@NullMarked
@ApplicationModule(allowedDependencies = { "message", "access", "broker", "connection" })
package dev.stompbox.dashboard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
