/** The raw text and binary echo endpoints. */
@NullMarked
@ApplicationModule(allowedDependencies = "connection")
package dev.stompbox.echo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
