package dev.stompbox;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.stompbox.steps.Client;
import dev.stompbox.steps.Run;
import dev.stompbox.steps.Servers;
import dev.stompbox.steps.Target;
import dev.stompbox.steps.TenSteps;
import dev.stompbox.steps.TenSteps.Step;

/**
 * The ten steps of {@code docs/ten-steps.md}, every client against every target. A
 * client's steps against a target are one run, in their order.
 */
@Timeout(120)
@ParameterizedClass(name = "{0} {1}")
@MethodSource("clientsAndTargets")
class TenStepsIT {

	/** By whether they keep the topics themselves. */
	private static final Map<Boolean, Servers> SERVERS = new HashMap<>();

	private static TenSteps run;

	private static String who;

	@Parameter(0)
	private Client client;

	@Parameter(1)
	private Target target;

	static Stream<Arguments> clientsAndTargets() {
		return Arrays.stream(Target.values())
			.flatMap((target) -> Arrays.stream(Client.values()).map((client) -> Arguments.of(client, target)));
	}

	static List<Arguments> steps() {
		return TenSteps.all().stream().map((step) -> Arguments.of(Named.of(who + " " + step, step))).toList();
	}

	@BeforeParameterizedClassInvocation
	static void begin(Client client, Target target) {
		Servers servers = SERVERS.computeIfAbsent(target.isEmbedded(), (embedded) -> Servers.of(target));
		who = client + " " + target;
		run = client.start(Run.of(client, target, servers));
	}

	@AfterParameterizedClassInvocation
	static void end() {
		run.close();
	}

	@AfterAll
	static void stop() {
		SERVERS.values().forEach(Servers::close);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("steps")
	void step(Step step) throws Exception {
		run.take(step);
	}

}
