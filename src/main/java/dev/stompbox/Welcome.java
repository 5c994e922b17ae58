package dev.stompbox;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

import dev.stompbox.access.OperatorToken;
import dev.stompbox.connection.ConnectionProperties;
import dev.stompbox.connection.Sizes;
import dev.stompbox.message.Release;

/**
 * What is printed when the server can be used: the addresses to click and the command to
 * paste.
 */
@Component
final class Welcome implements ApplicationListener<ApplicationReadyEvent> {

	/** Loggers of Jetty that with DEBUG write the bytes of requests. */
	private static final List<String> READS_REQUESTS = List.of("org.eclipse.jetty.http.HttpParser",
			"org.eclipse.jetty.server.internal.HttpConnection", "org.eclipse.jetty.io.WriteFlusher");

	private final OperatorToken token;

	private final ConnectionProperties limits;

	private final Environment environment;

	/** What goes before {@code ://} after {@code http} and {@code ws}: an s, with TLS. */
	private final String secure;

	private final PrintStream out = System.out;

	Welcome(OperatorToken token, ConnectionProperties limits, Environment environment, ServerProperties server) {
		this.token = token;
		this.limits = limits;
		this.environment = environment;
		this.secure = (server.getSsl() != null && server.getSsl().isEnabled()) ? "s" : "";
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (!(event.getApplicationContext() instanceof WebServerApplicationContext context)
				|| context.getWebServer() == null) {
			return;
		}
		int port = context.getWebServer().getPort();
		String address = this.environment.getProperty("server.address", "0.0.0.0");
		boolean loopback = address.startsWith("127.") || address.equals("::1") || address.equals("localhost");
		String host = (loopback || address.equals("0.0.0.0") || address.equals("::")) ? "localhost" : address;
		Duration taken = event.getTimeTaken();
		print(host + ':' + port, loopback, (taken != null) ? taken : Duration.ZERO);
	}

	private void print(String at, boolean loopback, Duration taken) {
		this.out.println();
		this.out.printf(Locale.ROOT, "stompbox %s · Java %s · ready in %.1f s%n%n", Release.VERSION, Runtime.version(),
				taken.toMillis() / 1000.0);
		this.out.println("  Dashboard   http" + this.secure + "://" + at + tokenLink());
		this.out.println("  STOMP       ws" + this.secure + "://" + at + "/ws");
		this.out.println("  Echo        ws" + this.secure + "://" + at
				+ "/echo   (text and binary; also /echo/text, /echo/binary, and / itself)");
		this.out.println("  REST        http" + this.secure + "://" + at + "/api/topics/{topic}/messages");
		this.out.println("  SSE         http" + this.secure + "://" + at + "/api/topics/{topic}/events");
		this.out.println("  Limits      messages " + Sizes.text(this.limits.messageSize().toBytes()) + ", outboxes "
				+ Sizes.text(this.limits.outbox().toBytes()) + " per connection");
		this.out.println();
		this.out.println("  Try it      curl -d '{\"hello\":\"world\"}' -H 'Content-Type: application/json' http"
				+ this.secure + "://" + at + "/api/topics/demo.hello/messages");
		this.out.println();
		if (loopback) {
			this.out.println("  ! Listening on this machine only. For others: --server.address=0.0.0.0");
		}
		if (this.token.made()) {
			this.out.println("  ! The token is new at each start. To keep one: STOMPBOX_TOKEN=…");
		}
		if (READS_REQUESTS.stream().anyMatch((name) -> LoggerFactory.getLogger(name).isDebugEnabled())) {
			this.out.println(
					"  ! Jetty writes what it reads into the log, tokens included (logging.level.org.eclipse.jetty)");
		}
		this.out.println();
	}

	private String tokenLink() {
		return this.token.made() ? "/#token=" + this.token.value() : "/";
	}

}
