package dev.stompbox.rest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.access.Caller;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.HistoryPage;
import dev.stompbox.broker.PageRequest;
import dev.stompbox.connection.Burst;
import dev.stompbox.connection.ConnectionProperties;
import dev.stompbox.connection.Sizes;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Message;
import dev.stompbox.message.Position;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;

/**
 * Takes a topic's history out of the server and brings one in, a message a line, each a
 * JSON object (NDJSON). Both are for who manages the topic.
 */
@RestController
class TransferController {

	/** Of a name that is there twice, another reader might take the other. */
	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	private static final String MEDIA_TYPE = "application/x-ndjson";

	/** How a line begins that says how many messages are missing there. */
	private static final String GAP = "{\"missed\":";

	private static final int PAGE = 500;

	private final Broker broker;

	private final long mostBytes;

	TransferController(Broker broker, ConnectionProperties limits) {
		this.broker = broker;
		this.mostBytes = limits.messageSize().toBytes();
	}

	@GetMapping("/api/topics/{topic}/messages/export")
	void exportTo(@PathVariable String topic, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		Topic named = Topic.parse(topic);
		Caller caller = Caller.of(request.getUserPrincipal(), request.getRemoteAddr());
		this.broker.histories().checkManage(caller, named);
		HistoryPage page = this.broker.histories().read(caller, named, PageRequest.oldest(PAGE));
		response.setContentType(MEDIA_TYPE);
		response.setHeader("Content-Disposition",
				"attachment; filename=\"" + named.name().replace(':', '_') + ".ndjson\"");
		OutputStream out = response.getOutputStream();
		// What is published meanwhile belongs to another export.
		Position last = this.broker.histories().read(caller, named, PageRequest.newest(1)).next();
		while (true) {
			write(page, last, out);
			if (page.messages().isEmpty() || page.next().offset() >= last.offset()) {
				break;
			}
			page = this.broker.histories().read(caller, named, PageRequest.after(page.next(), PAGE));
		}
		out.flush();
	}

	/** An export that is cut off is no whole one, and whoever reads it sees that. */
	private static void write(HistoryPage page, Position last, OutputStream out) throws IOException {
		Long missed = page.missed();
		if (missed == null || !page.next().epoch().equals(last.epoch())) {
			throw new IOException("The topic was forgotten while its history was read");
		}
		if (missed > 0) {
			out.write((GAP + missed + "}\n").getBytes(StandardCharsets.UTF_8));
		}
		for (Message message : page.messages()) {
			if (message.offset() <= last.offset()) {
				out.write(JSON.writeValueAsBytes(HistoryMessage.of(message)));
				out.write('\n');
			}
		}
	}

	@PostMapping("/api/topics/{topic}/messages/import")
	Map<String, Integer> importFrom(@PathVariable String topic, HttpServletRequest request) throws IOException {
		Topic named = Topic.parse(topic);
		Caller caller = Caller.of(request.getUserPrincipal(), request.getRemoteAddr());
		this.broker.histories().checkManage(caller, named);
		int imported = 0;
		int gaps = 0;
		// A body as JSON is a third longer in Base64, and up to six times as long in
		// text.
		Lines lines = new Lines(request.getInputStream(), this.mostBytes * 6 + 64 * 1024);
		for (byte[] line = lines.next(); line.length > 0; line = lines.next()) {
			if (isGap(line)) {
				gaps++;
				continue;
			}
			HistoryMessage message = read(line, imported, gaps);
			Publication publication = message.publication(named);
			if (publication.body().length > this.mostBytes) {
				throw Bodies.tooBig(Sizes.text(publication.body().length), this.mostBytes,
						"stompbox.limits.message-size");
			}
			try (Burst burst = Burst.open()) {
				Long time = message.timestamp();
				this.broker.histories()
					.restore(caller, publication, (time != null) ? time : System.currentTimeMillis());
			}
			imported++;
		}
		return Map.of("imported", imported);
	}

	/** As {@link #write} has it: positions are new, so there is nothing to be done. */
	private static boolean isGap(byte[] line) {
		return new String(line, 0, Math.min(line.length, GAP.length()), StandardCharsets.UTF_8).equals(GAP);
	}

	private static HistoryMessage read(byte[] line, int before, int gaps) {
		try {
			return JSON.readValue(line, HistoryMessage.class);
		}
		catch (JacksonException ex) {
			throw new Refused(ErrorCode.BAD_REQUEST,
					"Line " + (before + gaps + 1) + " is not a message in JSON; the " + before
							+ " before it were imported.",
					"Send lines as an export has them: position, timestamp, contentType, headers, body or bodyBase64.");
		}
	}

}
