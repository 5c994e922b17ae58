package dev.stompbox.rest;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.stompbox.access.Action;
import dev.stompbox.access.Authenticator;
import dev.stompbox.access.Caller;
import dev.stompbox.access.Events;
import dev.stompbox.access.Refusals;
import dev.stompbox.access.Revocations;
import dev.stompbox.access.Revocations.Kind;
import dev.stompbox.access.Revocations.Revoked;
import dev.stompbox.broker.Broker;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;
import dev.stompbox.message.TopicPattern;

/** {@code /api/revocations}: takes callers, keys and tokens back before their time. */
@RestController
class RevocationController {

	private static final TopicPattern EVERYTHING = TopicPattern.parse("#");

	private final Broker broker;

	private final Authenticator authenticator;

	private final Revocations revocations;

	private final Events events;

	RevocationController(Broker broker, Authenticator authenticator, Events events) {
		this.broker = broker;
		this.authenticator = authenticator;
		this.revocations = authenticator.revocations();
		this.events = events;
	}

	/**
	 * What is taken back: one of three.
	 *
	 * @param name a caller, however they prove who they are
	 * @param key an API key, by its name
	 * @param tokenId a token, by its claim {@code jti}
	 * @param until when it may come back: epoch seconds, or ISO 8601; without, never
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Entry(@Nullable String name, @Nullable String key, @Nullable String tokenId, @Nullable String until) {

		static Entry of(Revoked what, Instant until) {
			return new Entry(value(what, Kind.NAME), value(what, Kind.KEY), value(what, Kind.TOKEN_ID),
					until.equals(Instant.MAX) ? null : until.toString());
		}

		private static @Nullable String value(Revoked what, Kind kind) {
			return (what.kind() == kind) ? what.value() : null;
		}

		/** For a log: somebody may have given a secret where its name belongs. */
		@Override
		public String toString() {
			return "Entry[until=" + this.until + ']';
		}

	}

	/**
	 * All that is taken back.
	 *
	 * @param revocations what, by its name
	 * @param surviveRestart whether they are in a file as well
	 */
	record All(List<Entry> revocations, boolean surviveRestart) {
	}

	@GetMapping("/api/revocations")
	All list(HttpServletRequest request) {
		check(request);
		return new All(this.revocations.list()
			.stream()
			.sorted(Comparator.comparing((each) -> each.getKey().value()))
			.map((each) -> Entry.of(each.getKey(), each.getValue()))
			.toList(), this.revocations.surviveRestart());
	}

	@PostMapping("/api/revocations")
	@ResponseStatus(HttpStatus.CREATED)
	Entry revoke(@RequestBody Entry entry, HttpServletRequest request) {
		check(request);
		Revoked what = what(entry.name(), entry.key(), entry.tokenId());
		Instant until = (entry.until() != null) ? moment(entry.until()) : null;
		this.revocations.revoke(what, until);
		happened(what, "was taken back" + ((until != null) ? " until " + until : "")
				+ (this.revocations.surviveRestart() ? "" : ", or until this server ends"), request);
		return Entry.of(what, (until != null) ? until : Instant.MAX);
	}

	@DeleteMapping("/api/revocations")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void forgive(@RequestParam(required = false) @Nullable String name,
			@RequestParam(required = false) @Nullable String key,
			@RequestParam(required = false) @Nullable String tokenId, HttpServletRequest request) {
		check(request);
		Revoked what = what(name, key, tokenId);
		if (!this.revocations.forgive(what)) {
			throw new Refused(ErrorCode.NOT_FOUND, "That is not taken back.", "GET /api/revocations lists what is.");
		}
		happened(what, "is let in again", request);
	}

	private void happened(Revoked what, String how, HttpServletRequest request) {
		this.events.happened("revoke",
				"The " + what.kind().key() + " \"" + what.value().replaceAll("[^\\x21-\\x7e]", "?") + "\" " + how + " ("
						+ caller(request).name() + ", " + Refusals.from(request) + ")");
	}

	private Revoked what(@Nullable String name, @Nullable String key, @Nullable String tokenId) {
		long given = Stream.of(name, key, tokenId).filter((each) -> each != null && !each.isBlank()).count();
		if (given != 1) {
			throw new Refused(ErrorCode.BAD_REQUEST, "It takes one of name, key and tokenId.",
					"For example {\"name\":\"ana\",\"until\":\"2030-01-01T00:00:00Z\"}");
		}
		Revoked what = (name != null) ? new Revoked(Kind.NAME, name)
				: (key != null) ? new Revoked(Kind.KEY, key) : new Revoked(Kind.TOKEN_ID, String.valueOf(tokenId));
		if (this.authenticator.isSecret(what.value())) {
			// It would be told to everybody who reads the log.
			throw new Refused(ErrorCode.BAD_REQUEST, "That is a token or secret itself.",
					"Say the caller's or the key's name, or the token's claim jti.");
		}
		return what;
	}

	private static Instant moment(String text) {
		try {
			return text.matches("\\d{1,11}") ? Instant.ofEpochSecond(Long.parseLong(text)) : Instant.parse(text);
		}
		catch (DateTimeException ex) {
			throw new Refused(ErrorCode.BAD_REQUEST, "until is no moment.",
					"Write epoch seconds, or as 2030-01-01T00:00:00Z.");
		}
	}

	private void check(HttpServletRequest request) {
		this.broker.check(caller(request), Action.MANAGE, EVERYTHING);
	}

	private static Caller caller(HttpServletRequest request) {
		return Caller.of(request.getUserPrincipal(), request.getRemoteAddr());
	}

}
