package dev.stompbox.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.stompbox.bench.Outcome.Connecting;
import dev.stompbox.bench.Outcome.Held;
import dev.stompbox.bench.Plan.Mode;
import dev.stompbox.message.Release;

/** What was measured, for people. */
final class TableReport {

	private static final int NAME = 26;

	private static final int VALUE = 14;

	private final StringBuilder text = new StringBuilder();

	private final Outcome outcome;

	private TableReport(Outcome outcome) {
		this.outcome = outcome;
	}

	static String of(Outcome outcome) {
		TableReport report = new TableReport(outcome);
		report.plan();
		report.connecting();
		report.held();
		report.figures();
		report.verdict();
		return report.text.toString();
	}

	private void plan() {
		Plan plan = this.outcome.plan();
		line("stompbox %s · bench %s · %s", Release.VERSION, plan.mode().name().toLowerCase(Locale.ROOT),
				this.outcome.url());
		List<String> parts = new ArrayList<>();
		if (plan.mode() == Mode.ECHO) {
			parts.add(Words.count(plan.connections(), "connection"));
		}
		else {
			parts.add(Words.count(plan.topics(), "topic"));
			parts.add(Words.count(plan.connections(), "subscriber"));
		}
		if (plan.mode() == Mode.IDLE) {
			line("%s", String.join(", ", parts));
			return;
		}
		if (plan.publishers() > 0) {
			parts.add(Words.count(plan.publishers(), "publisher"));
		}
		parts.add(Words.count(plan.size(), "byte"));
		parts.add(plan.pace().paced()
				? String.format(Locale.ROOT, "%s publications per second", Words.count(plan.pace().rate()))
				: Words.count(plan.pace().window(), "message") + " in flight"
						+ ((plan.mode() == Mode.ECHO) ? " on each" : ""));
		line("%s", String.join(", ", parts));
		line("%d × %s after a warm-up of %s%s", this.outcome.repetitions().size(),
				Words.seconds(plan.timing().duration()), Words.seconds(plan.timing().warmUp()),
				this.outcome.interrupted() ? "; interrupted" : "");
	}

	private void connecting() {
		Connecting connecting = this.outcome.connecting();
		if (connecting == null) {
			return;
		}
		line("");
		row("connecting", Words.micros(connecting.seconds() * 1e6),
				Words.count(connecting.connections() / Math.max(1e-9, connecting.seconds())) + " per second");
		if (connecting.serverCpuNanos() != ServerProcess.UNKNOWN) {
			row("server CPU per connection", Words.micros(connecting.serverMicrosEach()), "");
		}
	}

	private void held() {
		Held held = this.outcome.held();
		if (held == null) {
			return;
		}
		row("held for", Words.micros(held.seconds() * 1e6), "");
		if (held.memoryKnown()) {
			double more = held.bytesAfter() - held.bytesBefore();
			row("memory per connection", Words.bytes(more / this.outcome.plan().connections()),
					"resident, from " + Words.bytes(held.bytesBefore()) + " to " + Words.bytes(held.bytesAfter()));
		}
		if (held.serverCpuNanos() != ServerProcess.UNKNOWN) {
			row("server CPU meanwhile",
					String.format(Locale.ROOT, "%.1f %%", held.serverCpuNanos() / 1e7 / held.seconds()), "of a core");
		}
	}

	private void figures() {
		List<Figure> figures = Figure.of(this.outcome.repetitions());
		if (figures.isEmpty()) {
			return;
		}
		line("");
		row("", "median", "least – most");
		for (Figure figure : figures) {
			row(figure.name(), Words.of(figure.median(), figure.unit()),
					Words.of(figure.least(), figure.unit()) + " – " + Words.of(figure.most(), figure.unit()));
		}
	}

	private void verdict() {
		line("");
		Troubles.warnings(this.outcome).forEach((warning) -> line("! %s", warning));
		List<String> troubles = this.outcome.troubles();
		troubles.forEach((trouble) -> line("✗ %s", trouble.replace("\n", "\n    ")));
		if (troubles.isEmpty()) {
			line("✓ %s", (this.outcome.plan().mode() == Mode.IDLE) ? "No connection was closed."
					: String.format(Locale.ROOT, "%s: none lost, doubled or out of order, no connection closed.",
							(this.outcome.received() == 1) ? "1 delivery"
									: Words.count(this.outcome.received()) + " deliveries"));
		}
	}

	private void row(String name, String value, String more) {
		line("%s", (" ".repeat(2) + String.format("%-" + NAME + "s%" + VALUE + "s   %s", name, value, more))
			.stripTrailing());
	}

	private void line(String format, Object... values) {
		this.text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
	}

}
