/** HTTP: publish, history, long-poll, SSE, management. */
@NullMarked
@ApplicationModule(allowedDependencies = { "message", "access", "broker", "connection" })
package dev.stompbox.rest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
