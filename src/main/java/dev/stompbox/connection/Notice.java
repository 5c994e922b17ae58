package dev.stompbox.connection;

import org.jspecify.annotations.Nullable;

/**
 * Something that an operator wants to know of a connection that goes on.
 *
 * @param kind what it is
 * @param detail what exactly, one sentence
 * @param limit the limit, as a person writes it
 * @param property the property that changes it
 * @param destination of what the client does not read, or {@code null} when it is not
 * about that or cannot be seen
 */
public record Notice(Overload kind, String detail, String limit, String property, @Nullable String destination) {

	Notice(Overload kind, String detail, String limit, String property) {
		this(kind, detail, limit, property, null);
	}

}
