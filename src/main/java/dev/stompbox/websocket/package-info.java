/**
 * RFC 6455 on a connection, behind Spring's handler registry. {@code WebSocketConnection}
 * is the server's own engine; {@code ContainerConnection} is Jetty's, for who switches to
 * it and for HTTP/2. Both hand on by {@code EngineSession} and {@code Receiver}, and
 * write what the outbox gathers by {@code Transport}; {@code docs/websocket.md} says what
 * differs.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "connection")
package dev.stompbox.websocket;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
