package dev.stompbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.StompboxServer.Failed;

import static org.assertj.core.api.Assertions.assertThat;

/** A configuration that is wrong stops the start, and says where and what to do. */
@Tag("no-websocket") // no server here opens a WebSocket
@Timeout(180)
class SettingsIT {

	@TempDir
	private Path directory;

	@Test
	void anUnknownKeyInTheFileBesideTheJarIsNamedWithItsLineAndTheNearestRightOne() throws IOException {
		Failed failed = startWith("""
				stompbox:
				  limits:
				    outbox: 2MB
				    mesage-size: 1MB
				""");
		assertStopped(failed, "SB-102");
		assertThat(failed.output()).contains("application.yml line 4", "stompbox.limits.mesage-size",
				"\"stompbox.limits.message-size\"");
	}

	@Test
	void anUnknownArgumentIsNamedWithTheNearestRightOne() {
		Failed failed = StompboxServer.with()
			.fail("--server.port=0", "--stompbox.acces.allowed-origins=https://a.example");
		assertStopped(failed, "SB-102");
		assertThat(failed.output()).contains("--stompbox.acces.allowed-origins", "\"stompbox.access.allowed-origins\"");
	}

	@Test
	void aValueThatDoesNotFitIsNamedWithItsPlace() throws IOException {
		Failed failed = startWith("""
				stompbox:
				  limits:
				    outbox: plenty
				""");
		assertStopped(failed, "SB-102");
		assertThat(failed.output()).contains("application.yml line 3", "plenty", "stompbox.limits.outbox");
	}

	@Test
	void limitsThatContradictEachOtherAreNamed() {
		Failed failed = StompboxServer.with().fail("--server.port=0", "--stompbox.limits.outbox=1KB");
		assertStopped(failed, "SB-102");
		assertThat(failed.output()).contains("stompbox.limits.outbox", "stompbox.limits.message-size");
	}

	/**
	 * What is found when all of a list or an entry is looked at, and not at one value.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			topics: [ { match: "a.#" }, { match: "b.#", publish: [ whoever ] } ] | topics[1].publish[0]: "whoever"
			access: { keys: [ { name: a, secret: "a secret" } ] }                | access.keys[0].secret (a) has
			jwt: { secret: too-short }                                           | jwt.secret has less than
			jwt: { public-key: no-such-file.pem }                                | jwt.public-key is neither
			limits: { message-size: 2MB }                                        | limits.outbox is smaller
			""")
	void whatIsWrongAmongOthersIsNamedWithItsLine(String wrong, String what) throws IOException {
		Failed failed = startWith("stompbox:\n  token: the-operators\n  " + wrong + '\n');
		assertStopped(failed, "SB-102");
		assertThat(failed.output()).contains("application.yml line 3: stompbox." + what)
			.doesNotContain("too-short", "a secret");
	}

	@Test
	void anArgumentThatIsWrongAmongOthersIsNamed() {
		Failed failed = StompboxServer.with()
			.fail("--server.port=0", "--stompbox.limits.trusted-addresses=10.0.0.0/8,proxy.example");
		assertStopped(failed, "SB-102");
		assertThat(failed.output())
			.contains("Argument --stompbox.limits.trusted-addresses: stompbox.limits.trusted-addresses[1]: "
					+ "\"proxy.example\" is neither");
	}

	@Test
	void anEngineThatThereIsNotIsNamedWithThoseThatThereAre() {
		Failed failed = StompboxServer.with().fail("--server.port=0", "--stompbox.websocket.engine=netty");
		assertStopped(failed, "SB-102");
		assertThat(failed.output()).contains("stompbox.websocket.engine is own or container, and not \"netty\"");
	}

	@Test
	void aPortThatIsInUseIsNamedWithACommandThatWorks() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			Failed failed = StompboxServer.with().fail("--server.port=" + taken.getLocalPort());
			assertStopped(failed, "SB-101");
			assertThat(failed.output()).contains("Port " + taken.getLocalPort());
			Matcher command = Pattern.compile("java -jar stompbox\\.jar (--server\\.port=(\\d+))")
				.matcher(failed.output());
			assertThat(command.find()).as(failed.output()).isTrue();
			try (StompboxServer server = StompboxServer.start(command.group(1))) {
				assertThat(server.port()).isEqualTo(Integer.parseInt(command.group(2)));
			}
		}
	}

	@Test
	void theFileBesideTheJarAndVariablesAreRead() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), """
				stompbox:
				  limits:
				    message-size: 32KB
				""");
		try (StompboxServer server = StompboxServer.with()
			.in(this.directory)
			.env("STOMPBOX_LIMITS_OUTBOX", "2MB")
			.env("STOMPBOX_SOMETHING_OF_ANOTHER_PROGRAM", "x")
			.start()) {
			assertThat(server.log()).contains("messages 32 KB, outboxes 2 MB");
			assertThat(server.anybody().publish("demo.x", new byte[32 * 1024 + 1]).status()).isEqualTo(413);
		}
	}

	private Failed startWith(String yaml) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), yaml);
		return StompboxServer.with().in(this.directory).fail("--server.port=0");
	}

	private static void assertStopped(Failed failed, String code) {
		assertThat(failed.exit()).isNotZero();
		assertThat(failed.output()).contains(code).doesNotContain("\tat ", "Dashboard", "BeanCreationException");
	}

}
