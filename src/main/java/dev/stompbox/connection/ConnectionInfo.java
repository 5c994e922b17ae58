package dev.stompbox.connection;

/**
 * What is known of a connection at one moment.
 *
 * @param id its id
 * @param transport what is spoken on it: {@code stomp}, {@code sockjs}, {@code sse},
 * {@code echo-text}, …
 * @param caller the caller's name
 * @param remote address and port it came from
 * @param openedAt when it was opened, epoch milliseconds
 * @param messagesIn messages read so far
 * @param bytesIn bytes read so far
 * @param messagesOut messages queued to be written so far
 * @param bytesOut bytes written so far
 * @param pending bytes that wait to be written
 * @param limit how many may
 * @param dropped messages that it missed, as the rules of their topics have it
 */
public record ConnectionInfo(String id, String transport, String caller, String remote, long openedAt, long messagesIn,
		long bytesIn, long messagesOut, long bytesOut, long pending, long limit, long dropped) {
}
