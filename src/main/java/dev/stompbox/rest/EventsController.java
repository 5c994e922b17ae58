package dev.stompbox.rest;

import java.io.IOException;
import java.net.InetSocketAddress;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.stompbox.access.Action;
import dev.stompbox.access.Caller;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.Start;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.Denied;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Position;
import dev.stompbox.message.Refused;
import dev.stompbox.message.TopicPattern;

/**
 * {@code GET /api/topics/{topic}/events}: a topic, or pattern, as server-sent events
 * (WHATWG HTML, "Server-sent events").
 */
@RestController
class EventsController {

	private final Broker broker;

	private final Connections connections;

	EventsController(Broker broker, Connections connections) {
		this.broker = broker;
		this.connections = connections;
	}

	@GetMapping("/api/topics/{topic}/events")
	void events(@PathVariable String topic, @RequestParam(required = false) @Nullable String rewind,
			@RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
			HttpServletRequest request, HttpServletResponse response) throws IOException {
		TopicPattern pattern = TopicPattern.parse(topic);
		Caller caller = Caller.of(request.getUserPrincipal(), request.getRemoteAddr());
		Start start = start(pattern, rewind, lastEventId);
		boolean untold = lastEventId != null && !(start instanceof Start.Since);
		// Asked here, while a refusal can still be the response's status.
		this.broker.check(caller, Action.SUBSCRIBE, pattern);
		InetSocketAddress remote = new InetSocketAddress(request.getRemoteAddr(), request.getRemotePort());
		String whose = caller.authenticated() ? caller.name() : null;
		Denied denied = this.connections.ask(remote, whose);
		if (denied != null) {
			throw new Refused(ErrorCode.of(denied.code()), denied.detail(), denied.hint())
				.at(denied.limit(), denied.property())
				.retryAfter(denied.retryAfter());
		}
		response.setContentType("text/event-stream;charset=utf-8");
		response.setHeader("Cache-Control", "no-store");
		response.setHeader("X-Accel-Buffering", "no");
		AsyncContext async = request.startAsync();
		async.setTimeout(0);
		ResponseTransport transport = new ResponseTransport(async);
		Connection connection = this.connections.open(remote, whose, transport);
		EventStream stream = new EventStream(this.broker, connection);
		connection.serve("sse", caller.name());
		connection.belongsTo(caller);
		connection.receiver(stream);
		try {
			stream.begin(caller, pattern, start, untold);
		}
		catch (Refused ex) {
			// Nothing is written before the transport begins, so that this can still be
			// the response's status.
			connection.gone("The event stream was refused");
			throw ex;
		}
		transport.begin(connection);
		this.connections.opened(connection);
	}

	/**
	 * An EventSource that reconnects sends the last id by itself: what cannot be resumed
	 * must not be an error then, or it would never come back.
	 */
	private Start start(TopicPattern pattern, @Nullable String rewind, @Nullable String lastEventId) {
		Position since = (lastEventId != null) ? Position.parse(lastEventId) : null;
		if (since != null && pattern.exact() && this.broker.remote().isEmpty()) {
			return new Start.Since(since);
		}
		if (rewind == null || lastEventId != null) {
			return Start.USUAL;
		}
		Start start = Start.rewind(rewind);
		if (start == null) {
			throw new Refused(ErrorCode.BAD_REQUEST, "rewind is neither a number of messages nor a time.",
					"Write for example ?rewind=10, ?rewind=30s, ?rewind=5m or ?rewind=2h.");
		}
		return start;
	}

}
