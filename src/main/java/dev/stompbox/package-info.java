@NullMarked
package dev.stompbox;

import org.jspecify.annotations.NullMarked;
