package dev.stompbox.bench;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** A server that lies is found out. */
@Timeout(60)
class BenchTests {

	private static final IntFunction<byte[]> UNINTERRUPTED = (number) -> null;

	private final StringWriter said = new StringWriter();

	private int exit = -1;

	@Test
	void anHonestServerIsSound() {
		JsonNode report = bench((number, body) -> List.of(body), UNINTERRUPTED);
		assertThat(this.exit).isZero();
		assertThat(report.path("sound").asBoolean()).isTrue();
		assertThat(report.path("deliveries").asLong()).isPositive().isEqualTo(report.path("expected").asLong());
		assertThat(report.path("troubles").size()).isZero();
	}

	@Test
	void aLossIsFound() {
		JsonNode report = bench((number, body) -> (number == 30) ? List.of() : List.of(body), UNINTERRUPTED);
		assertThat(this.exit).isEqualTo(1);
		assertThat(report.path("lost").asLong()).isEqualTo(2);
		assertThat(report.path("doubled").asLong() + report.path("outOfOrder").asLong()).isZero();
		assertThat(report.path("troubles").toString()).contains("deliveries never came");
	}

	@Test
	void aDoubleIsFound() {
		JsonNode report = bench((number, body) -> (number == 30) ? List.of(body, body) : List.of(body), UNINTERRUPTED);
		assertThat(this.exit).isEqualTo(1);
		assertThat(report.path("doubled").asLong()).isEqualTo(2);
		assertThat(report.path("lost").asLong() + report.path("outOfOrder").asLong()).isZero();
		assertThat(report.path("troubles").toString()).contains("2 deliveries came twice");
	}

	@Test
	void aSwapIsFound() {
		List<String> kept = new ArrayList<>();
		JsonNode report = bench((number, body) -> {
			if (number == 30) {
				kept.add(body);
				return List.of();
			}
			return (number == 31) ? List.of(body, kept.get(0)) : List.of(body);
		}, UNINTERRUPTED);
		assertThat(this.exit).isEqualTo(1);
		assertThat(report.path("outOfOrder").asLong()).isEqualTo(2);
		assertThat(report.path("lost").asLong() + report.path("doubled").asLong()).isZero();
		assertThat(report.path("troubles").toString()).contains("out of order");
	}

	@Test
	void aChangedMessageIsFound() {
		JsonNode report = bench((number, body) -> List.of((number == 30) ? body.replace("xyz", "XYZ") : body, "else"),
				UNINTERRUPTED);
		assertThat(this.exit).isEqualTo(1);
		assertThat(report.path("strange").asLong()).isEqualTo(report.path("expected").asLong() + 2);
		assertThat(report.path("lost").asLong()).isEqualTo(2);
	}

	@Test
	void aCloseIsToldWithItsCodeAndReason() {
		JsonNode report = bench((number, body) -> List.of(body),
				(number) -> (number == 30) ? LyingServer.frame(0x88, "\u0011\u003dSB-302 Too slow") : null);
		assertThat(this.exit).isEqualTo(1);
		assertThat(report.path("closed").path("Closed by the server: 4413 SB-302 Too slow").asInt()).isEqualTo(2);
		assertThat(report.path("troubles").toString()).contains("2 connections: Closed by the server: 4413 SB-302");
	}

	@Test
	void anErrorFrameIsShownAsItReads() {
		JsonNode report = bench((number, body) -> List.of(body), (number) -> (number == 30)
				? LyingServer.frame(0x81, "ERROR\nmessage:You may not\n\nAsk first.\0") : null);
		assertThat(this.exit).isEqualTo(1);
		assertThat(report.path("troubles").get(0).asString()).isEqualTo(
				"2 connections: The server did not close it, as STOMP demands.\nIt had sent this ERROR frame:\n  ERROR\n  message:You may not\n\n  Ask first.");
	}

	private JsonNode bench(LyingServer.Fate fate, IntFunction<byte[]> interruption) {
		try (LyingServer server = new LyingServer(fate, interruption)) {
			StringWriter out = new StringWriter();
			this.exit = new CommandLine(new FanoutCommand()).setOut(new PrintWriter(out))
				.setErr(new PrintWriter(this.said))
				.execute("--url", server.url(), "--subscribers", "2", "--rate", "100", "--duration", "600ms",
						"--warm-up", "0", "--repeat", "1", "--json", "--quiet");
			return JsonMapper.shared().readTree(out.toString());
		}
	}

}
