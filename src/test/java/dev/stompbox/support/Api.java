package dev.stompbox.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Calls the server over HTTP with the client that Java brings. */
public final class Api {

	private static final HttpClient CLIENT = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Wire.PATIENCE)
		.build();

	private final int port;

	private final String token;

	/**
	 * @param port the server's
	 * @param token whose calls these are; {@code ""} for nobody's
	 */
	public Api(int port, String token) {
		this.port = port;
		this.token = token;
	}

	/** Reads. */
	public HttpAnswer get(String path, String... headers) {
		return call("GET", path, new byte[0], headers);
	}

	/** Publishes a text. */
	public HttpAnswer publish(String topic, String text, String... headers) {
		return publish(topic, text.getBytes(StandardCharsets.UTF_8), headers);
	}

	/** Publishes bytes. */
	public HttpAnswer publish(String topic, byte[] body, String... headers) {
		return call("POST", "/api/topics/" + topic + "/messages", body, headers);
	}

	/** Sends to a queue. */
	public HttpAnswer send(String queue, byte[] body, String... headers) {
		return call("POST", "/api/queues/" + queue + "/messages", body, headers);
	}

	/** Publishes a batch. */
	public HttpAnswer batch(String json) {
		return call("POST", "/api/publish", json.getBytes(StandardCharsets.UTF_8), "Content-Type: application/json");
	}

	/** Any call. */
	public HttpAnswer call(String method, String path, byte[] body, String... headers) {
		try {
			HttpResponse<byte[]> answer = CLIENT.send(request(method, path, body, headers), BodyHandlers.ofByteArray());
			Map<String, String> received = new TreeMap<>();
			answer.headers()
				.map()
				.forEach((name, values) -> received.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
			return new HttpAnswer(answer.statusCode(), received, answer.body());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(method + " " + path, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

	/** Opens a topic's event stream and waits until it has begun. */
	public EventStreamClient events(String topic, String... headers) {
		HttpRequest request = request("GET", "/api/topics/" + topic + "/events", new byte[0], headers);
		return new EventStreamClient(CLIENT, request);
	}

	private HttpRequest request(String method, String path, byte[] body, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.timeout(Wire.PATIENCE)
			.method(method, (body.length > 0) ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody());
		if (!this.token.isEmpty()) {
			request.header("Authorization", "Bearer " + this.token);
		}
		for (String header : headers) {
			int colon = header.indexOf(':');
			request.header(header.substring(0, colon), header.substring(colon + 1).strip());
		}
		return request.build();
	}

	/** Any request, as its exact bytes, on a connection of its own. */
	public static HttpAnswer raw(int port, String request) {
		return raw("127.0.0.1", port, request);
	}

	/** The same at an address of this machine. */
	public static HttpAnswer raw(String address, int port, String request) {
		try (Wire wire = new Wire(address, port, 0)) {
			wire.write(request);
			return HttpAnswer.read(wire);
		}
	}

}
