/** RFC 6455 on a connection, behind Spring's handler registry. */
@NullMarked
@ApplicationModule(allowedDependencies = "connection")
package dev.stompbox.websocket;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
