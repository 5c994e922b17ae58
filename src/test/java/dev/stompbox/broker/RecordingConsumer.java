package dev.stompbox.broker;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Message;
import dev.stompbox.message.Position;

/** A consumer that keeps what it is handed, and answers when a test says so. */
final class RecordingConsumer implements QueueConsumer {

	private final List<String> got = new CopyOnWriteArrayList<>();

	private final List<Message> messages = new CopyOnWriteArrayList<>();

	/** Where the last message with a body stands. */
	private final Map<String, Position> positions = new LinkedHashMap<>();

	private volatile boolean ready = true;

	private int overflows;

	private @Nullable Consumption consumption;

	/** Says where its messages come from. */
	RecordingConsumer of(Consumption from) {
		this.consumption = from;
		return this;
	}

	Consumption consumption() {
		return Objects.requireNonNull(this.consumption);
	}

	/** Whether it would take one more from now on; tells nobody. */
	void ready(boolean ready) {
		this.ready = ready;
	}

	@Override
	public boolean ready() {
		return this.ready;
	}

	@Override
	public void deliver(Message message, int deliveries) {
		String body = new String(message.body(), StandardCharsets.UTF_8);
		this.messages.add(message);
		this.positions.put(body, message.position());
		this.got.add((deliveries > 1) ? body + "*" + deliveries : body);
	}

	@Override
	public void overflow() {
		this.overflows++;
	}

	int overflows() {
		return this.overflows;
	}

	/**
	 * The bodies that it was handed since it was asked last, those of a second delivery
	 * with {@code *2}, and so on.
	 */
	List<String> got() {
		List<String> now = List.copyOf(this.got);
		this.got.clear();
		return now;
	}

	/** All that it was handed. */
	List<Message> messages() {
		return this.messages;
	}

	Consumption.Claim claim(String body, Verdict verdict) {
		return consumption().claim(Objects.requireNonNull(this.positions.get(body), body), verdict);
	}

	Acknowledgement answer(String body, Verdict verdict) {
		return new Acknowledgement(consumption(), Objects.requireNonNull(this.positions.get(body), body), verdict);
	}

	void ack(String... bodies) {
		for (String body : bodies) {
			answer(body, Verdict.DONE).settle();
		}
	}

	void nack(String body) {
		answer(body, Verdict.AGAIN).settle();
	}

}
