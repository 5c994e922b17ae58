package dev.stompbox.rest;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Overload;
import dev.stompbox.message.ErrorCode;

/** {@code GET /errors}: what the codes mean; problem details link here. */
@RestController
class ErrorsController {

	private static final String PAGE = """
			<!doctype html>
			<html lang="en">
			<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Stompbox: codes</title></head>
			<body>
			<h1>What the codes mean</h1>
			<h2>Refusals</h2>
			<dl>
			%s
			</dl>
			<h2>Ends of a connection</h2>
			<dl>
			%s
			</dl>
			<h2>Too much of something, and other ends for it</h2>
			<dl>
			%s
			</dl>
			</body>
			</html>
			""";

	@GetMapping(path = "/errors", produces = MediaType.TEXT_HTML_VALUE)
	String errors() {
		String refusals = Stream.of(ErrorCode.values())
			.map((code) -> "<dt id=\"%s\">%s</dt><dd>%s (HTTP %d)</dd>".formatted(code.code(), code.code(),
					code.title(), code.status()))
			.collect(Collectors.joining("\n"));
		String ends = Stream.of(CloseReason.values())
			.map((reason) -> "<dt>%s</dt><dd>%s (WebSocket close %d)</dd>".formatted(reason.code(), reason.sentence(),
					reason.webSocketCode()))
			.collect(Collectors.joining("\n"));
		String overloads = Stream.of(Overload.values())
			.map((each) -> "<dt id=\"%s\">%s</dt><dd>%s</dd>".formatted(each.code(), each.code(), each.sentence()))
			.collect(Collectors.joining("\n"));
		return PAGE.formatted(refusals, ends, overloads);
	}

}
