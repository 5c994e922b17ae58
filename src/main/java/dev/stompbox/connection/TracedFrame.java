package dev.stompbox.connection;

/**
 * A frame that went over a connection while somebody looked.
 *
 * @param seq its number, from 1 when somebody began to look
 * @param time when, epoch milliseconds
 * @param direction {@code in} from the client, {@code out} to it
 * @param bytes how long it is, without what it travels in
 * @param start what it begins with, as text; without credentials
 */
public record TracedFrame(long seq, long time, String direction, int bytes, String start) {
}
