package dev.stompbox.connection;

/**
 * What a client has asked to be sent, for people.
 *
 * @param id the client's own name for it, or empty
 * @param destination what it asked for, as it spelled it
 */
public record Standing(String id, String destination) {
}
