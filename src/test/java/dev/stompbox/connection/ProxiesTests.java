package dev.stompbox.connection;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ProxiesTests {

	private static final InetSocketAddress PROXY = new InetSocketAddress("10.0.0.1", 5120);

	private static final List<String> NETWORKS = List.of("10.0.0.0/8", "fd00::/8");

	private final Proxies proxies = new ProxyProperties(NETWORKS, "X-Forwarded-For").proxies();

	private final Proxies standard = new ProxyProperties(NETWORKS, "Forwarded").proxies();

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			one proxy                   | 203.0.113.7                     | 203.0.113.7
			two proxies                 | 203.0.113.7, 10.0.0.2           | 203.0.113.7
			what the client has written | 127.0.0.1, 203.0.113.7          | 203.0.113.7
			a chain that it has written | 10.0.0.9, 203.0.113.7, 10.0.0.2 | 203.0.113.7
			with a port                 | 203.0.113.7:4711                | 203.0.113.7
			IPv6                        | 2001:db8::7                     | 2001:db8:0:0:0:0:0:7
			IPv6 with a port            | [2001:db8::7]:4711              | 2001:db8:0:0:0:0:0:7
			no address                  | evil.example                    | 10.0.0.1
			nothing after an address    | 203.0.113.7, unknown, 10.0.0.2  | 10.0.0.2
			too large numbers           | 999.1.1.1                       | 10.0.0.1
			proxies alone               | 10.0.0.3                        | 10.0.0.3
			""")
	void whatTrustedProxiesSayIsBelievedUpToTheFirstWhoIsNone(String what, String header, String client) {
		assertThat(client(PROXY, "X-Forwarded-For", header)).as(what).isEqualTo(client);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			for=203.0.113.7;proto=https                       | 203.0.113.7
			proto=https; For="[2001:db8::7]:4711"             | 2001:db8:0:0:0:0:0:7
			for=127.0.0.1, for=203.0.113.7;by=10.0.0.2        | 203.0.113.7
			for=_hidden                                       | 10.0.0.1
			""")
	void theStandardsHeaderIsReadToo(String header, String client) {
		assertThat(this.standard.client(PROXY, headers("Forwarded", header)).getAddress().getHostAddress())
			.isEqualTo(client);
	}

	@Test
	void nobodyElseIsBelieved() {
		InetSocketAddress stranger = new InetSocketAddress("203.0.113.9", 5120);
		assertThat(client(stranger, "X-Forwarded-For", "127.0.0.1")).isEqualTo("203.0.113.9");
		assertThat(this.proxies.secure(stranger, headers("X-Forwarded-Proto", "https"))).isFalse();
		Proxies none = new ProxyProperties(List.of(), "Forwarded").proxies();
		assertThat(none.any()).isFalse();
		assertThat(none.client(PROXY, headers("X-Forwarded-For", "127.0.0.1"))).isSameAs(PROXY);
	}

	@Test
	void theNearestProxySaysWhetherItIsEncrypted() {
		assertThat(this.proxies.secure(PROXY, headers("X-Forwarded-Proto", "https"))).isTrue();
		assertThat(this.proxies.secure(PROXY, headers("X-Forwarded-Proto", "https, http"))).isFalse();
		assertThat(this.standard.secure(PROXY, headers("Forwarded", "for=203.0.113.7;proto=https"))).isTrue();
	}

	/** Proxies pass a client's other header on as it is. */
	@Test
	void theHeaderThatTheProxiesDoNotWriteIsTheClients() {
		assertThat(client(PROXY, "Forwarded", "for=127.0.0.1")).isEqualTo("10.0.0.1");
		assertThat(this.standard.client(PROXY, headers("X-Forwarded-For", "127.0.0.1"))).isEqualTo(PROXY);
	}

	@Test
	void aLongChainIsReadInPart() {
		assertThat(client(PROXY, "X-Forwarded-For", "203.0.113.7" + ", 10.0.0.2".repeat(10_000))).isEqualTo("10.0.0.2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "proxy.example", "10.0.0.0/99", "::1/129", "1:2", "", "10.0.0.0/8/8" })
	void whatIsNoNetworkIsNamed(String wrong) {
		assertThatIllegalArgumentException().isThrownBy(() -> new ProxyProperties(List.of("::1", wrong), "Forwarded"))
			.withMessageContainingAll("stompbox.access.trusted-proxies[1]", '"' + wrong + '"');
	}

	private String client(InetSocketAddress peer, String header, String value) {
		return this.proxies.client(peer, headers(header, value)).getAddress().getHostAddress();
	}

	private static Function<String, List<String>> headers(String header, String value) {
		return (name) -> Map.of(header, List.of(value)).getOrDefault(name, List.of());
	}

}
