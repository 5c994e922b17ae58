package dev.stompbox.stomp;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.Authenticator;
import dev.stompbox.access.Refusals;
import dev.stompbox.broker.Broker;

/**
 * What all STOMP sessions of a server share.
 *
 * @param broker where frames lead to
 * @param authenticator knows whose a CONNECT's credentials are
 * @param refusals told of refusals that end no connection
 * @param limits what a client may use
 * @param upstream keeps topics and queues, or {@code null} when the broker itself does
 * @param routes what destinations mean that were sent to lately
 */
record StompServer(Broker broker, Authenticator authenticator, Refusals refusals, StompLimits limits,
		@Nullable Upstream upstream, Routes routes) {

	StompServer(Broker broker, Authenticator authenticator, Refusals refusals, StompLimits limits,
			@Nullable Upstream upstream) {
		this(broker, authenticator, refusals, limits, upstream, new Routes());
	}

}
