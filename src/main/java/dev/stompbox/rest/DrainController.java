package dev.stompbox.rest;

import java.time.Duration;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.ApplicationContext;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.stompbox.access.Action;
import dev.stompbox.access.Caller;
import dev.stompbox.broker.Broker;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.Drain;
import dev.stompbox.connection.DrainProperties;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;
import dev.stompbox.message.TopicPattern;

/**
 * {@code /api/drain}: sends all clients away over a window of time, without stopping the
 * server, and calls that off. For those who may manage the server.
 */
@RestController
@RequestMapping("/api/drain")
class DrainController {

	private static final TopicPattern EVERYTHING = TopicPattern.parse("#");

	private final Broker broker;

	private final Connections connections;

	private final DrainProperties properties;

	private final ApplicationContext context;

	DrainController(Broker broker, Connections connections, DrainProperties properties, ApplicationContext context) {
		this.broker = broker;
		this.connections = connections;
		this.properties = properties;
		this.context = context;
	}

	@GetMapping
	Drain.State state(HttpServletRequest request) {
		check(request);
		return this.connections.drain().state();
	}

	@PostMapping
	Drain.State begin(@RequestParam(required = false) @Nullable String window, HttpServletRequest request) {
		check(request);
		Duration within = (window != null) ? parse(window) : this.properties.window();
		// First readiness, so that a balancer sends nobody who would be refused.
		AvailabilityChangeEvent.publish(this.context, ReadinessState.REFUSING_TRAFFIC);
		this.connections.drain().begin(within);
		return this.connections.drain().state();
	}

	@DeleteMapping
	Drain.State callOff(HttpServletRequest request) {
		check(request);
		if (!this.connections.drain().callOff()) {
			throw new Refused(ErrorCode.GOING_AWAY, "The server is being stopped, which cannot be called off.",
					"Start it again.");
		}
		AvailabilityChangeEvent.publish(this.context, ReadinessState.ACCEPTING_TRAFFIC);
		return this.connections.drain().state();
	}

	private static Duration parse(String window) {
		try {
			Duration parsed = DurationStyle.detectAndParse(window);
			if (!parsed.isNegative() && parsed.compareTo(Drain.LONGEST) <= 0) {
				return parsed;
			}
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			// Told below.
		}
		throw new Refused(ErrorCode.BAD_REQUEST, "window is a time between 0s and " + Drain.LONGEST.toMinutes() + "m.",
				"Send for example window=60s, or leave it out for stompbox.drain.window.");
	}

	private void check(HttpServletRequest request) {
		this.broker.check(Caller.of(request.getUserPrincipal(), request.getRemoteAddr()), Action.MANAGE, EVERYTHING);
	}

}
