/** One client's socket: a bounded outbox, who may write to it, and why it closed. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.stompbox.connection;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
