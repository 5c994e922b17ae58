/**
 * What the black-box tests hold in their hands: a server of their own, and clients that
 * never wait for ever.
 */
@NullMarked
package dev.stompbox.support;

import org.jspecify.annotations.NullMarked;
