package dev.stompbox.relay;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Headers;
import dev.stompbox.message.Refused;
import dev.stompbox.stomp.Upstream;

/** A RabbitMQ that does what a test says. */
final class FakeUpstream implements Upstream {

	final List<String> passed = new ArrayList<>();

	final List<String> receipts = new ArrayList<>();

	/** What confirms a frame as soon as it comes. */
	boolean confirms = true;

	@Nullable Refused away;

	@Nullable Listener listener;

	int opened;

	@Override
	public Link open(String version, Listener listener) {
		if (this.away != null) {
			throw this.away;
		}
		this.opened++;
		this.listener = listener;
		return new Link() {

			@Override
			public void pass(String command, Headers headers, byte[] body) {
				FakeUpstream.this.passed.add(command + " " + headers.get("destination") + " " + headers.get("id"));
				String receipt = headers.get("receipt");
				if (receipt != null) {
					FakeUpstream.this.receipts.add(receipt);
					if (FakeUpstream.this.confirms) {
						listener.receipt(receipt);
					}
				}
			}

			@Override
			public long pending() {
				return 0;
			}

			@Override
			public void close() {
				FakeUpstream.this.passed.add("close");
			}

		};
	}

}
