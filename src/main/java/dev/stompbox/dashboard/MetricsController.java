package dev.stompbox.dashboard;

import java.nio.charset.StandardCharsets;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

import dev.stompbox.access.Caller;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * {@code GET /actuator/prometheus}: the server's numbers, for a Prometheus that has a
 * token. Here and not Actuator's own endpoint, so that who may read them is asked in the
 * same place that answers.
 */
@RestController
class MetricsController {

	private static final String TEXT = "text/plain;version=0.0.4;charset=utf-8";

	private static final String OPEN_METRICS = "application/openmetrics-text;version=1.0.0;charset=utf-8";

	private final PrometheusMeterRegistry registry;

	private final @Nullable String role;

	MetricsController(PrometheusMeterRegistry registry, MetricsProperties properties) {
		this.registry = registry;
		this.role = properties.role();
	}

	@GetMapping("/actuator/prometheus")
	ResponseEntity<byte[]> scrape(@RequestHeader(name = "Accept", defaultValue = "") String accept,
			HttpServletRequest request) {
		check(Caller.of(request.getUserPrincipal(), request.getRemoteAddr()));
		String type = accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
		return ResponseEntity.ok()
			.header(HttpHeaders.CONTENT_TYPE, type)
			.header(HttpHeaders.CACHE_CONTROL, "no-store")
			.body(this.registry.scrape(type).getBytes(StandardCharsets.UTF_8));
	}

	private void check(Caller caller) {
		if (caller.isOperator() || (this.role != null && caller.roles().contains(this.role))) {
			return;
		}
		if (!caller.authenticated()) {
			throw new Refused(ErrorCode.UNAUTHENTICATED, "Without a token one may not read the server's numbers.",
					"Send one: Authorization: Bearer TOKEN, in Prometheus: authorization.credentials.");
		}
		throw new Refused(ErrorCode.FORBIDDEN, "\"" + caller.name() + "\" may not read the server's numbers.",
				"Give the caller the role in stompbox.metrics.role.");
	}

}
