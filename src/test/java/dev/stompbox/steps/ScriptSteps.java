package dev.stompbox.steps;

import dev.stompbox.support.Script;

import static org.assertj.core.api.Assertions.assertThat;

/** A script that goes through the steps by itself and prints a line for each. */
final class ScriptSteps implements TenSteps {

	private final Script script;

	ScriptSteps(Script script) {
		this.script = script;
	}

	@Override
	public void take(Step step) {
		String line = this.script.line();
		while (!line.startsWith(step.number() + " ") && !line.equals("done")) {
			line = this.script.line();
		}
		assertThat(line).isEqualTo(step + ": ok");
	}

	@Override
	public void close() {
		this.script.close();
	}

}
