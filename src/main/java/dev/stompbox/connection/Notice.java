package dev.stompbox.connection;

/**
 * Something that an operator wants to know of a connection that goes on.
 *
 * @param kind what it is
 * @param detail what exactly, one sentence
 * @param limit the limit, as a person writes it
 * @param property the property that changes it
 */
public record Notice(Overload kind, String detail, String limit, String property) {
}
