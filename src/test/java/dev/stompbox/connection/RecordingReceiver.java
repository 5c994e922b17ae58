package dev.stompbox.connection;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told; its last words are a text message. */
final class RecordingReceiver implements Receiver {

	final List<Closed> ends = new CopyOnWriteArrayList<>();

	final List<Long> ticks = new CopyOnWriteArrayList<>();

	private final String lastWords;

	RecordingReceiver(String lastWords) {
		this.lastWords = lastWords;
	}

	@Override
	public void received(boolean text, byte[] bytes, int from, int to) {
	}

	@Override
	public void ended(Closed closed) {
		this.ends.add(closed);
	}

	@Override
	public void tick(long now) {
		this.ticks.add(now);
	}

	@Override
	public Payload[] lastWords(Closed closed) {
		return this.lastWords.isEmpty() ? new Payload[0]
				: new Payload[] { Payload.of(Payload.Kind.TEXT, this.lastWords.getBytes(StandardCharsets.UTF_8)) };
	}

}
