package dev.stompbox.rest;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Set;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import dev.stompbox.access.Problem;
import dev.stompbox.access.Refusals;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/** Answers everything that goes wrong over HTTP with problem details (RFC 9457). */
@RestController
@RestControllerAdvice
class ProblemController implements ErrorController {

	private static final Logger LOGGER = LoggerFactory.getLogger(ProblemController.class);

	/** What the JDK says, and has no type for. */
	private static final Set<String> GONE = Set.of("Connection reset", "Connection reset by peer", "Broken pipe");

	private final Refusals refusals;

	ProblemController(Refusals refusals) {
		this.refusals = refusals;
	}

	@ExceptionHandler
	ResponseEntity<Problem> refused(Refused refused, HttpServletRequest request) {
		tell(refused, request);
		return answer(refused);
	}

	/** Tells the operator of a refusal that is their concern. */
	void tell(Refused refused, HttpServletRequest request) {
		switch (refused.code()) {
			// What a client learns by itself while it is being written is not the
			// operator's concern, and that RabbitMQ is away has been told once.
			case NOT_FOUND, WRONG_METHOD, UPGRADE_REQUIRED, BAD_REQUEST, BAD_TOPIC, NOT_AVAILABLE, BROKER_UNREACHABLE,
					BROKER_LOGIN_REFUSED ->
				{
				}
			default -> this.refusals.refused(request, refused);
		}
	}

	private static ResponseEntity<Problem> answer(Refused refused) {
		ResponseEntity.BodyBuilder answer = ResponseEntity.status(refused.code().status())
			.contentType(MediaType.parseMediaType(Problem.MEDIA_TYPE));
		if (refused.retryAfter() > 0) {
			answer.header("Retry-After", String.valueOf(refused.retryAfter()));
		}
		switch (refused.code()) {
			case UNAUTHENTICATED, TOKEN_EXPIRED, REVOKED -> answer.header("WWW-Authenticate", "Bearer");
			case TOO_MANY_GUESSES -> answer.header("Retry-After", "60");
			case BROKER_UNREACHABLE, BROKER_LOGIN_REFUSED -> answer.header("Retry-After", "5");
			case UPGRADE_REQUIRED -> answer.header("Upgrade", "websocket");
			default -> {
			}
		}
		return answer.body(Problem.of(refused));
	}

	/** Whoever asked has gone, or was sent away, in the middle of it. */
	@ExceptionHandler({ AsyncRequestNotUsableException.class, EOFException.class, ClosedChannelException.class })
	void gone(IOException ex) {
		LOGGER.debug("Whoever asked is not there any more", ex);
	}

	@ExceptionHandler
	ResponseEntity<Problem> failed(Exception ex, HttpServletRequest request) {
		if (ex instanceof TypeMismatchException || ex instanceof HttpMessageNotReadableException) {
			return answer(of(HttpStatusCode.valueOf(400), request.getMethod(), request.getRequestURI()));
		}
		if (ex instanceof ErrorResponse known) {
			return answer(of(known.getStatusCode(), request.getMethod(), request.getRequestURI()));
		}
		if (ex instanceof IOException && GONE.contains(String.valueOf(ex.getMessage()))) {
			LOGGER.debug("Whoever asked is not there any more", ex);
			return answer(of(HttpStatusCode.valueOf(400), request.getMethod(), request.getRequestURI()));
		}
		LOGGER.error("{} {} failed", request.getMethod(), request.getRequestURI(), ex);
		return answer(of(HttpStatusCode.valueOf(500), request.getMethod(), request.getRequestURI()));
	}

	/** What the container or a filter refused before it came to a controller. */
	@RequestMapping("/error")
	ResponseEntity<Problem> error(HttpServletRequest request) {
		Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
		Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
		return answer(of(HttpStatusCode.valueOf((status instanceof Integer code) ? code : 404), request.getMethod(),
				String.valueOf(path)));
	}

	/** What is no upgrade: those do not come here. */
	@GetMapping({ "/ws", "/echo", "/echo/text", "/echo/binary" })
	void upgradeOnly(HttpServletRequest request) {
		throw new Refused(ErrorCode.UPGRADE_REQUIRED, request.getRequestURI() + " is for WebSockets.",
				"Open it with a WebSocket client: ws://" + request.getHeader("Host") + request.getRequestURI());
	}

	private static Refused of(HttpStatusCode status, String method, String path) {
		String what = method + ' ' + path.replaceAll("[^\\x21-\\x7e]", "?");
		return switch (status.value()) {
			case 404 -> new Refused(ErrorCode.NOT_FOUND, "There is nothing at " + what + ".",
					"The calls are under /api/topics, /api/queues, /api/users, /api/publish and /api/connections; WebSockets at /ws and /echo.");
			case 405 -> new Refused(ErrorCode.WRONG_METHOD, what + " is not a call of this server.",
					"POST publishes, GET reads, DELETE cuts.");
			case 401 -> new Refused(ErrorCode.UNAUTHENTICATED, what + " needs a token.",
					"Send it as: Authorization: Bearer TOKEN");
			case 403 ->
				new Refused(ErrorCode.FORBIDDEN, what + " is not permitted.", "Ask the operator of this server.");
			default -> status.is5xxServerError()
					? new Refused(ErrorCode.INTERNAL, "The server failed on " + what + "; its log says more.",
							"Try again; if it happens again, tell the operator.")
					: new Refused(ErrorCode.BAD_REQUEST, what + " cannot be read (" + status.value() + ").",
							"Check the parameters, the headers and the body.");
		};
	}

}
