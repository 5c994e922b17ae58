/** The vocabulary: immutable values that travel through the server. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.stompbox.message;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
