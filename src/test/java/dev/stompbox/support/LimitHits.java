package dev.stompbox.support;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the operator and the monitoring system hear of limits that were hit, and what
 * everybody can read about them.
 */
public final class LimitHits implements AutoCloseable {

	private final StompboxServer server;

	private final EventStreamClient events;

	/** Listens from now on. */
	public LimitHits(StompboxServer server) {
		this.server = server;
		this.events = server.operator().events("$SYS.events");
	}

	/** How often a limit was hit so far. */
	public double count(String property, String code) {
		String name = "stompbox_limit_hits_total{code=\"" + code + "\",limit=\"" + property + "\"} ";
		return this.server.operator()
			.get("/actuator/prometheus")
			.text()
			.lines()
			.filter((line) -> line.startsWith(name))
			.mapToDouble((line) -> Double.parseDouble(line.substring(name.length())))
			.sum();
	}

	/** Hits a limit, which has to be told and counted, and to be explained. */
	public void assertToldAndCounted(String property, String code, Runnable hit) {
		double before = count(property, code);
		hit.run();
		assertTold(property, code);
		await().until(() -> count(property, code) > before);
		assertThat(this.server.anybody().get("/errors").text()).contains(code);
	}

	/** Waits until the operator is told of a hit. Returns what is told. */
	public JsonNode assertTold(String property, String code) {
		JsonNode event;
		do {
			event = event();
		}
		while (!property.equals(event.path("property").asString("")) || !code.equals(event.path("code").asString("")));
		assertThat(event.get("limit").asString()).isNotEmpty();
		assertThat(event.get("message").asString()).isNotEmpty();
		return event;
	}

	/** The next event. */
	public JsonNode event() {
		EventStreamClient.Event event;
		do {
			event = this.events.next();
			assertThat(event.type()).isNotEqualTo("over");
		}
		while (event.type().equals("comment"));
		return JsonMapper.shared().readTree(event.data());
	}

	@Override
	public void close() {
		this.events.close();
	}

}
