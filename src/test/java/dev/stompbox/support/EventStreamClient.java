package dev.stompbox.support;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Reads server-sent events as the standard says (WHATWG HTML, "Server-sent events"). */
public final class EventStreamClient implements AutoCloseable {

	private static final Event OVER = new Event("", "over", "");

	private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

	private final HttpResponse<Stream<String>> response;

	/**
	 * One event.
	 *
	 * @param id its id, or {@code ""}
	 * @param type its type; {@code message} when it has none, {@code comment} for a
	 * comment, {@code over} for the end of the stream
	 * @param data its data
	 */
	public record Event(String id, String type, String data) {
	}

	EventStreamClient(HttpClient client, HttpRequest request) {
		try {
			this.response = client.send(request, BodyHandlers.ofLines());
		}
		catch (IOException ex) {
			throw new AssertionError("The event stream did not begin", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
		if (this.response.statusCode() != 200) {
			throw new AssertionError("The event stream was refused: " + this.response.statusCode() + " "
					+ this.response.body().toList());
		}
		Thread reader = new Thread(this::read, "events");
		reader.setDaemon(true);
		reader.start();
		Event first = next();
		if (!first.type().equals("comment")) {
			throw new AssertionError("The event stream began with " + first);
		}
	}

	private void read() {
		List<String> data = new ArrayList<>();
		String id = "";
		String type = "message";
		try (Stream<String> lines = this.response.body()) {
			for (Iterator<String> each = lines.iterator(); each.hasNext();) {
				String line = each.next();
				int colon = line.indexOf(':');
				String field = (colon < 0) ? line : line.substring(0, colon);
				String value = (colon < 0) ? "" : line.substring(colon + 1);
				value = value.startsWith(" ") ? value.substring(1) : value;
				if (line.isEmpty() && !data.isEmpty()) {
					this.events.add(new Event(id, type, String.join("\n", data)));
					data.clear();
					type = "message";
				}
				switch (field) {
					case "id" -> id = value;
					case "event" -> type = value;
					case "data" -> data.add(value);
					default -> {
						if (colon == 0) {
							this.events.add(new Event("", "comment", value));
						}
					}
				}
			}
		}
		catch (RuntimeException ex) {
			// the server, or close(), has ended the stream
		}
		this.events.add(OVER);
	}

	/** A header of the response. */
	public String header(String name) {
		return this.response.headers().firstValue(name).orElse("");
	}

	/** The next event, comments included. */
	public Event next() {
		try {
			Event event = this.events.poll(Wire.PATIENCE.toSeconds(), TimeUnit.SECONDS);
			if (event == null) {
				throw new AssertionError("No event came in " + Wire.PATIENCE);
			}
			return event;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

	@Override
	public void close() {
		this.response.body().close();
	}

}
