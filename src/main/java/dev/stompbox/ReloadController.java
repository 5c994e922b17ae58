package dev.stompbox;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.stompbox.access.Action;
import dev.stompbox.access.Caller;
import dev.stompbox.broker.Broker;
import dev.stompbox.message.TopicPattern;

/** {@code POST /api/reload}: reads the configuration again. For the operator. */
@RestController
class ReloadController {

	private static final TopicPattern EVERYTHING = TopicPattern.parse("#");

	private final Broker broker;

	private final Reload reload;

	ReloadController(Broker broker, Reload reload) {
		this.broker = broker;
		this.reload = reload;
	}

	@PostMapping("/api/reload")
	Reload.Outcome reload(HttpServletRequest request) {
		this.broker.check(Caller.of(request.getUserPrincipal(), request.getRemoteAddr()), Action.MANAGE, EVERYTHING);
		return this.reload.run();
	}

}
