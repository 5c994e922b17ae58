package dev.stompbox.connection;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class NetworksTests {

	@ParameterizedTest
	@CsvSource({ "10.1.2.3, 10.1.2.3", "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64", "::1, ::/64" })
	void itIsWrittenAsPeopleDo(String address, String text) throws UnknownHostException {
		assertThat(Networks.text(InetAddress.getByName(address))).isEqualTo(text);
	}

	@Test
	void theFirst64BitsOfAnIpv6AddressAndAllOfAnIpv4AddressTellThemApart() throws UnknownHostException {
		assertThat(of("2001:db8:1:2::1")).isEqualTo(of("2001:db8:1:2:ffff::2")).isNotEqualTo(of("2001:db8:1:3::1"));
		assertThat(of("10.0.0.1")).isNotEqualTo(of("10.0.0.2")).isNotEqualTo(of("::a00:1"));
		assertThat(of("::ffff:10.0.0.1")).as("an IPv4 address in IPv6's clothes").isEqualTo(of("10.0.0.1"));
		assertThat(of("200.0.0.1")).isNotEqualTo(of("::1"));
	}

	private static long of(String address) throws UnknownHostException {
		return Networks.of(InetAddress.getByName(address));
	}

}
