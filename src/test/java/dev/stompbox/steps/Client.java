package dev.stompbox.steps;

import java.util.function.Function;

import dev.stompbox.support.NodeScript;
import dev.stompbox.support.PythonScript;

/** Who runs the ten steps. */
public enum Client {

	/** {@code @stomp/stompjs}, over {@code ws} or {@code sockjs-client}. */
	STOMPJS((run) -> new ScriptSteps(NodeScript.start(NodeScript.HOME.resolve("ten-steps.mjs"), run.arguments()))),
	/** Spring's {@code WebSocketStompClient}. */
	SPRING(SpringSteps::new),
	/** Python's standard library. */
	PYTHON((run) -> new ScriptSteps(PythonScript.start(PythonScript.HOME.resolve("ten_steps.py"), run.arguments())));

	private final Function<Run, TenSteps> start;

	Client(Function<Run, TenSteps> start) {
		this.start = start;
	}

	/** Begins a run. */
	public TenSteps start(Run run) {
		return this.start.apply(run);
	}

}
