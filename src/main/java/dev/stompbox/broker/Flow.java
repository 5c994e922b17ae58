package dev.stompbox.broker;

import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Headers;

/**
 * How fast a topic flows: in, and to who does not keep up.
 *
 * @param slow what becomes of a subscriber who does not keep up
 * @param slowKey the header that tells messages apart of which the newest alone matters,
 * or {@code null} when that is one message of the whole topic
 * @param publishRate messages that may be published per second; 0 for no limit
 * @param dropped counts messages that subscribers missed
 */
public record Flow(SlowPolicy slow, @Nullable String slowKey, int publishRate, LongAdder dropped) {

	/** As fast as it comes, and who does not keep up is closed. */
	static final Flow DEFAULT = new Flow(SlowPolicy.DISCONNECT, null, 0, new LongAdder());

	/** The same for one topic, with a count of its own. */
	Flow ofOne() {
		return (this == DEFAULT) ? this : new Flow(this.slow, this.slowKey, this.publishRate, new LongAdder());
	}

	/** Whether subscribers who do not keep up miss messages. */
	public boolean drops() {
		return this.slow != SlowPolicy.DISCONNECT;
	}

	/** What tells a message with these headers from others of its topic. */
	public String keyOf(Headers headers) {
		String key = (this.slowKey != null) ? headers.get(this.slowKey) : null;
		return (key != null) ? key : "";
	}

}
