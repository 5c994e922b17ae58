package dev.stompbox.steps;

import java.lang.reflect.Type;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession.Subscription;

import static org.assertj.core.api.Assertions.assertThat;

/** A subscription of Spring's client, its receipt and its messages. */
final class SpringInbox implements StompFrameHandler {

	private final SpringSession session;

	private final BlockingQueue<Received> messages = new LinkedBlockingQueue<>();

	private final StompHeaders receipt;

	private @Nullable Subscription subscription;

	SpringInbox(SpringSession session, StompHeaders headers) {
		this.session = session;
		this.receipt = session.confirm(headers, (all) -> this.subscription = session.session().subscribe(all, this));
	}

	/**
	 * A frame as the application sees it.
	 *
	 * @param headers its headers
	 * @param text its body
	 */
	record Received(StompHeaders headers, String text) {

		/** That it comes for the first time. */
		Received fresh() {
			assertThat(this.headers.getFirst("redelivered")).as(this.text).isNotEqualTo("true");
			assertThat(this.headers).as(this.text).doesNotContainKey("deliveries");
			return this;
		}

		/** That it was handed out before: this is the second time. */
		Received marked(Run run) {
			assertThat(this.headers.getFirst("redelivered")).as(this.text).isEqualTo("true");
			assertThat(this.headers.getFirst("deliveries")).as(this.text)
				.isEqualTo(run.target().isEmbedded() ? "2" : null);
			return this;
		}

	}

	@Override
	public Type getPayloadType(StompHeaders headers) {
		return String.class;
	}

	@Override
	public void handleFrame(StompHeaders headers, @Nullable Object payload) {
		this.messages.add(new Received(headers, String.valueOf(payload)));
	}

	/** The receipt of its SUBSCRIBE. */
	StompHeaders receipt() {
		return this.receipt;
	}

	/** The next message, which must be {@code text}. */
	Received next(String text) throws InterruptedException {
		Received message = next();
		assertThat(message.text()).isEqualTo(text);
		return message;
	}

	/** The next message. */
	Received next() throws InterruptedException {
		Received message = this.messages.poll(20, TimeUnit.SECONDS);
		assertThat(message).as("a message in time").isNotNull();
		return message;
	}

	boolean isEmpty() {
		return this.messages.isEmpty();
	}

	/** Acknowledges, and waits until that is done. */
	void ack(Received message, String... more) {
		answer(true, message, more);
	}

	/** Refuses, and waits until that is done. */
	void nack(Received message, String... more) {
		answer(false, message, more);
	}

	private void answer(boolean consumed, Received message, String... more) {
		StompHeaders headers = SpringSession.headers(more);
		headers.setId(message.headers().getAck());
		this.session.confirm(headers, (all) -> this.session.session().acknowledge(all, consumed));
	}

	void unsubscribe() {
		this.session.confirm(new StompHeaders(), (all) -> this.subscription.unsubscribe(all));
	}

}
