package dev.stompbox.bench;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import dev.stompbox.bench.Plan.Mode;
import dev.stompbox.bench.Plan.Pace;
import dev.stompbox.bench.Plan.Speech;
import dev.stompbox.bench.Plan.Timing;

import static org.assertj.core.api.Assertions.assertThat;

class OptionTests {

	private static final Timing NORMAL = new Timing(Duration.ofSeconds(5), Duration.ofSeconds(10), 3);

	@Test
	void fanoutNormally() {
		assertThat(plan("fanout")).isEqualTo(new Plan(Mode.FANOUT, 1000, 1, 1, 128, new Pace(16, 0), NORMAL,
				new Speech("/topic/demo.bench.%d", false, false, 1, 0), List.of()));
	}

	@Test
	void withoutAModeItIsFanout() {
		assertThat(BenchCommand.withMode(List.of("bench"))).containsExactly("bench", "fanout");
		assertThat(BenchCommand.withMode(List.of("bench", "--json"))).containsExactly("bench", "fanout", "--json");
		assertThat(BenchCommand.withMode(List.of("bench", "--help"))).containsExactly("bench", "--help");
		assertThat(BenchCommand.withMode(List.of("bench", "echo"))).containsExactly("bench", "echo");
	}

	@Test
	void topicsNormally() {
		Plan plan = plan("topics", "--topics", "300");
		assertThat(plan.mode()).isEqualTo(Mode.TOPICS);
		assertThat(plan.topics()).isEqualTo(300);
		assertThat(plan.connections()).isEqualTo(300);
		assertThat(plan.pace().window()).isEqualTo(300);
	}

	@Test
	void echoAndIdleNormally() {
		assertThat(plan("echo").connections()).isEqualTo(100);
		assertThat(plan("echo").pace().window()).isEqualTo(1);
		assertThat(plan("idle").connections()).isEqualTo(1000);
		assertThat(plan("idle").timing().duration()).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void allThatCanBeSaid() {
		assertThat(plan("fanout", "--subscribers", "20", "--topics", "5", "--publishers", "2", "--size", "1000",
				"--rate", "0.5", "--warm-up", "500ms", "--duration", "2m", "--repeat", "7", "--destination",
				"/topic/x.%d", "--unique-ids", "--binary", "--threads", "2", "--connect-rate", "100", "--pid", "1,2"))
			.isEqualTo(new Plan(Mode.FANOUT, 20, 5, 2, 1000, new Pace(0, 0.5),
					new Timing(Duration.ofMillis(500), Duration.ofMinutes(2), 7),
					new Speech("/topic/x.%d", true, true, 2, 100), List.of(1L, 2L)));
		assertThat(plan("fanout", "--window", "3").pace()).isEqualTo(new Pace(3, 0));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "fanout --subscribers 0 | --subscribers has to be from 1 to 1,000,000, and 0 is not",
					"fanout --topics 2 --subscribers 1 | --topics has to be from 1 to 1, and 2 is not",
					"fanout --size 39 | --size has to be from 40 to 16,777,216, and 39 is not",
					"echo --size 16777217 | --size has to be from 40 to 16,777,216, and 16,777,217 is not",
					"fanout --window 0 | --window has to be", "fanout --rate 0 | --rate has to be",
					"fanout --rate NaN | --rate has to be", "fanout --repeat 0 | --repeat has to be",
					"fanout --threads 65 | --threads has to be", "fanout --connect-rate -1 | --connect-rate has to be",
					"fanout --publishers 0 | --publishers has to be",
					"fanout --subscribers 100000 --publishers 1000 | --subscribers times --publishers",
					"fanout --topics 2 --destination /topic/x | --destination needs a %d",
					"fanout --window 1 --rate 1 | mutually exclusive", "fanout --warm-up 3y | a time is like 500ms",
					"fanout --duration 25h | more than 24h", "fanout --subscribers x | 'x' is not an int",
					"fanout --bogus | Unknown option: '--bogus'" })
	void whatCannotBeIsSaid(String line, String why) {
		StringWriter err = new StringWriter();
		int exit = new CommandLine(new BenchCommand()).setErr(new PrintWriter(err)).execute(line.split(" "));
		assertThat(err.toString()).contains(why);
		assertThat(exit).isEqualTo(2);
	}

	private static Plan plan(String... arguments) {
		CommandLine line = new CommandLine(new BenchCommand());
		line.parseArgs(arguments);
		ModeCommand mode = line.getSubcommands().get(arguments[0]).getCommand();
		return mode.plan();
	}

}
