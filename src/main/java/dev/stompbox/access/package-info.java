/** Who is calling, and what they may do to which topic. */
@NullMarked
@ApplicationModule(allowedDependencies = "message")
package dev.stompbox.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
