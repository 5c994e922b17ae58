package dev.stompbox.rest;

import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.stompbox.access.Action;
import dev.stompbox.access.Caller;
import dev.stompbox.broker.Broker;
import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionInfo;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.Receiver;
import dev.stompbox.connection.Standing;
import dev.stompbox.connection.Trace;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;
import dev.stompbox.message.TopicPattern;

/**
 * {@code /api/connections}: who is there; cut one off. For those who may manage the
 * server.
 */
@RestController
class ConnectionController {

	private static final TopicPattern EVERYTHING = TopicPattern.parse("#");

	private static final int MOST_SUBSCRIPTIONS = 200;

	private final Broker broker;

	private final Connections connections;

	ConnectionController(Broker broker, Connections connections) {
		this.broker = broker;
		this.connections = connections;
	}

	/**
	 * A page of connections.
	 *
	 * @param total how many there are
	 * @param matching how many of them are asked for
	 * @param connections those of this page
	 * @param next the {@code after} of the next page, or {@code null} where there is none
	 * or the order is another than that of the ids
	 */
	record Page(int total, int matching, List<ConnectionInfo> connections, @Nullable String next) {
	}

	/**
	 * One connection.
	 *
	 * @param connection what is known of it now
	 * @param subscriptions what it asked to be sent, at most {@value #MOST_SUBSCRIPTIONS}
	 * @param subscribed how many of these there are
	 * @param closing why it ends, code and cause, or {@code null} while it is open
	 */
	record Detail(ConnectionInfo connection, List<Standing> subscriptions, int subscribed, @Nullable String closing) {
	}

	@GetMapping("/api/connections")
	Page list(@RequestParam(defaultValue = "100") int limit, @RequestParam Map<String, String> parameters,
			HttpServletRequest request) {
		check(request);
		int most = Pages.limit(limit);
		ConnectionQuery query = ConnectionQuery.of(parameters);
		ConnectionQuery.Result page = query.of(this.connections.list(), most);
		String next = (page.more() && query.byId()) ? page.shown().get(most - 1).id() : null;
		return new Page(this.connections.count(), page.matching(), page.shown(), next);
	}

	@GetMapping("/api/connections/{id}")
	Detail one(@PathVariable String id, HttpServletRequest request) {
		check(request);
		Connection connection = find(id);
		Receiver edge = connection.receiver();
		List<Standing> all = (edge != null) ? edge.standing() : List.of();
		Closed why = connection.closed();
		return new Detail(connection.info(), all.stream().limit(MOST_SUBSCRIPTIONS).toList(), all.size(),
				(why != null) ? why.code() + ' ' + why.detail() : null);
	}

	/** The last frames and the round trip, from when this was asked first. */
	@GetMapping("/api/connections/{id}/trace")
	Trace trace(@PathVariable String id, HttpServletRequest request) {
		check(request);
		return find(id).trace();
	}

	@DeleteMapping("/api/connections/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void cut(@PathVariable String id, HttpServletRequest request) {
		check(request);
		find(id).close(Closed.of(CloseReason.CUT, "An operator cut this connection"));
	}

	private Connection find(String id) {
		return this.connections.find(id)
			.orElseThrow(() -> new Refused(ErrorCode.NOT_FOUND, "There is no connection with this id.",
					"GET /api/connections lists those that are open."));
	}

	private void check(HttpServletRequest request) {
		this.broker.check(Caller.of(request.getUserPrincipal(), request.getRemoteAddr()), Action.MANAGE, EVERYTHING);
	}

}
