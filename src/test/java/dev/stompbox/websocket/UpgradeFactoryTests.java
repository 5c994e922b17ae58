package dev.stompbox.websocket;

import java.util.HashMap;
import java.util.Map;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.HttpRequestHandler;

import dev.stompbox.connection.Proxies;

import static org.assertj.core.api.Assertions.assertThat;

class UpgradeFactoryTests {

	private static final Filter ALL = (request, response, chain) -> chain.doFilter(request, response);

	private final Server server = new Server();

	private final LocalConnector connector = new LocalConnector(this.server);

	private final HttpFields.Mutable answer = HttpFields.build();

	private final Map<String, HttpRequestHandler> endpoints = new HashMap<>();

	@BeforeEach
	void start() throws Exception {
		this.server.addConnector(this.connector);
		this.server.start();
	}

	@AfterEach
	void stop() throws Exception {
		this.server.stop();
	}

	@Test
	void filtersSeeTheRequestAsItWasSent() {
		StringBuilder seen = new StringBuilder();
		this.endpoints.put("/ws",
				(request, response) -> seen.append(request.getMethod())
					.append(' ')
					.append(request.getRequestURL())
					.append('?')
					.append(request.getQueryString())
					.append(' ')
					.append(request.getHeader("origin"))
					.append(' ')
					.append(ShortWay.of(request) != null));
		upgrade(ALL, "GET", "/ws?a=b");
		assertThat(seen).hasToString("GET http://here:8080/ws?a=b http://there true");
	}

	@Test
	void whoTheFiltersRefuseGoesTheLongWay() {
		this.endpoints.put("/ws", (request, response) -> {
			throw new AssertionError("asked although it was refused");
		});
		Filter refusing = (request, response, chain) -> ((HttpServletResponse) response).setStatus(403);
		assertThat(upgrade(refusing, "GET", "/ws")).isNull();
		Filter silent = (request, response, chain) -> {
		};
		assertThat(upgrade(silent, "GET", "/ws")).isNull();
	}

	@Test
	void whatAsksForMoreThanThereIsGoesTheLongWay() {
		this.endpoints.put("/ws", (request, response) -> request.getSession());
		assertThat(upgrade(ALL, "GET", "/ws")).isNull();
		this.endpoints.put("/ws", (request, response) -> response.getOutputStream());
		assertThat(upgrade(ALL, "GET", "/ws")).isNull();
		assertThat(this.answer).isEmpty();
	}

	@Test
	void otherPathsAndMethodsAreNotEvenLookedAt() {
		this.endpoints.put("/ws", (request, response) -> {
			throw new AssertionError("asked");
		});
		Filter none = (request, response, chain) -> {
			throw new AssertionError("filtered");
		};
		assertThat(upgrade(none, "GET", "/ws/")).isNull();
		assertThat(upgrade(none, "GET", "/other")).isNull();
		assertThat(upgrade(none, "POST", "/ws")).isNull();
	}

	private Object upgrade(Filter security, String method, String path) {
		MetaData.Request asked = new MetaData.Request(method, HttpURI.from("http://here:8080" + path),
				HttpVersion.HTTP_1_1, HttpFields.build().put("Upgrade", "websocket").put("Origin", "http://there"));
		return new UpgradeFactory(() -> security, () -> this.endpoints, new Proxies(null, false))
			.upgradeConnection(this.connector, new ByteArrayEndPoint(), asked, this.answer);
	}

}
