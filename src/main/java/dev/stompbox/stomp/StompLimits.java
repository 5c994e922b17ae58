package dev.stompbox.stomp;

import java.time.Duration;

/**
 * What a STOMP client may use.
 *
 * @param messageSize bytes of a frame's body
 * @param headerSize bytes of a frame's command and headers
 * @param headers headers of a frame
 * @param subscriptions open at once
 * @param unacknowledged bytes of messages of topics that wait for acknowledgements
 * @param transactions open at once
 * @param transactionSize bytes in all of them
 * @param connectTime from the upgrade to CONNECT
 * @param heartBeat how often each side lets the other know that it is there
 */
record StompLimits(int messageSize, int headerSize, int headers, int subscriptions, long unacknowledged,
		int transactions, long transactionSize, Duration connectTime, Duration heartBeat) {
}
