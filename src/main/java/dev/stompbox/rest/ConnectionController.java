package dev.stompbox.rest;

import java.util.List;

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
	 * @param connections those of this page, by id
	 * @param next the {@code after} of the next page, or {@code null}
	 */
	record Page(int total, List<ConnectionInfo> connections, @Nullable String next) {
	}

	@GetMapping("/api/connections")
	Page list(@RequestParam(defaultValue = "") String after, @RequestParam(defaultValue = "100") int limit,
			HttpServletRequest request) {
		check(request);
		int most = Pages.limit(limit);
		List<ConnectionInfo> page = this.connections.list()
			.stream()
			.filter((connection) -> connection.id().compareTo(after) > 0)
			.limit(most + 1L)
			.toList();
		boolean more = page.size() > most;
		List<ConnectionInfo> shown = more ? page.subList(0, most) : page;
		return new Page(this.connections.count(), shown, more ? shown.get(most - 1).id() : null);
	}

	@DeleteMapping("/api/connections/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void cut(@PathVariable String id, HttpServletRequest request) {
		check(request);
		Connection connection = this.connections.find(id)
			.orElseThrow(() -> new Refused(ErrorCode.NOT_FOUND, "There is no connection with this id.",
					"GET /api/connections lists those that are open."));
		connection.close(Closed.of(CloseReason.CUT, "An operator cut this connection"));
	}

	private void check(HttpServletRequest request) {
		this.broker.check(Caller.of(request.getUserPrincipal(), request.getRemoteAddr()), Action.MANAGE, EVERYTHING);
	}

}
