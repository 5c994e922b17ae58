/**
 * The ten steps of {@code docs/ten-steps.md}: who runs them, on what, and Spring's own
 * client going through them.
 */
@NullMarked
package dev.stompbox.steps;

import org.jspecify.annotations.NullMarked;
