package dev.stompbox.rest;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.stompbox.access.Authenticator;
import dev.stompbox.access.Caller;
import dev.stompbox.access.Sessions;
import dev.stompbox.access.Sessions.Session;
import dev.stompbox.access.Tickets.Ticket;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * {@code /api/session}: a cookie in place of a token, for pages; {@code /api/tickets}:
 * for what can send nothing but an address.
 */
@RestController
class SessionController {

	private final Authenticator authenticator;

	SessionController(Authenticator authenticator) {
		this.authenticator = authenticator;
	}

	/**
	 * Who asks.
	 *
	 * @param name the caller's name
	 * @param authenticated whether they proved who they are
	 * @param roles what they are
	 * @param expires when the session or the token ends, epoch seconds
	 * @param csrf what goes with requests by cookie that change something
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Who(String name, boolean authenticated, Set<String> roles, @Nullable Long expires, @Nullable String csrf) {

		static Who of(Caller caller, @Nullable Session session) {
			Instant expires = (session != null) ? session.expires() : caller.credential().expires();
			return new Who(caller.name(), caller.authenticated(), caller.roles(),
					(expires != null) ? expires.getEpochSecond() : null, (session != null) ? session.csrf() : null);
		}

		/** For a log, into which what it opens does not belong. */
		@Override
		public String toString() {
			return "Who[name=" + this.name + ']';
		}

	}

	/**
	 * A ticket.
	 *
	 * @param ticket what goes with an address: {@code ?ticket=}
	 * @param expires until when, epoch seconds
	 */
	record NewTicket(String ticket, long expires) {

		/** For a log, into which what it opens does not belong. */
		@Override
		public String toString() {
			return "NewTicket[expires=" + this.expires + ']';
		}

	}

	@GetMapping("/api/session")
	ResponseEntity<Who> who(HttpServletRequest request) {
		Caller caller = caller(request);
		return uncached(HttpStatus.OK).body(Who.of(caller, this.authenticator.sessions().of(caller).orElse(null)));
	}

	@PostMapping("/api/session")
	ResponseEntity<Who> begin(HttpServletRequest request) {
		if (request.getHeader("Authorization") == null) {
			throw new Refused(ErrorCode.UNAUTHENTICATED, "A session begins with a token.",
					"Send it as: Authorization: Bearer TOKEN");
		}
		Session session = this.authenticator.sessions().begin(caller(request));
		Duration left = Duration.between(Instant.now(), session.expires());
		return uncached(HttpStatus.CREATED).header(HttpHeaders.SET_COOKIE, cookie(request, session.id(), left))
			.body(Who.of(session.caller(), session));
	}

	@DeleteMapping("/api/session")
	ResponseEntity<Void> end(HttpServletRequest request) {
		this.authenticator.sessions().end(caller(request));
		return ResponseEntity.noContent().header(HttpHeaders.SET_COOKIE, cookie(request, "", Duration.ZERO)).build();
	}

	@PostMapping("/api/tickets")
	ResponseEntity<NewTicket> ticket(HttpServletRequest request) {
		Ticket ticket = this.authenticator.tickets().issue(caller(request));
		return uncached(HttpStatus.CREATED).body(new NewTicket(ticket.ticket(), ticket.expires().getEpochSecond()));
	}

	private static ResponseEntity.BodyBuilder uncached(HttpStatus status) {
		return ResponseEntity.status(status).header(HttpHeaders.CACHE_CONTROL, "no-store");
	}

	private static String cookie(HttpServletRequest request, String value, Duration life) {
		String prefix = request.isSecure() ? Sessions.HOST : "";
		return ResponseCookie.from(prefix + Sessions.COOKIE, value)
			.httpOnly(true)
			.secure(request.isSecure())
			.sameSite("Strict")
			.path("/")
			.maxAge(life)
			.build()
			.toString();
	}

	private static Caller caller(HttpServletRequest request) {
		return Caller.of(request.getUserPrincipal(), request.getRemoteAddr());
	}

}
