package dev.stompbox.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class AddressesTests {

	@ParameterizedTest
	@CsvSource({ "10.0.4.17, 10.0.4.17:5120", "::1, [::1]:5120", "::, [::]:5120", "2001:db8::1, [2001:db8::1]:5120",
			"2001:DB8:0:0:1:0:0:1, [2001:db8::1:0:0:1]:5120", "1:0:0:2:0:0:0:3, [1:0:0:2::3]:5120",
			"1:0:2:3:4:5:6:7, [1:0:2:3:4:5:6:7]:5120", "10:0:0:0:0:0:0:100, [10::100]:5120", "fe80::, [fe80::]:5120",
			"::ffff:10.0.0.1, 10.0.0.1:5120" })
	void itIsWrittenAsPeopleDo(String address, String text) throws UnknownHostException {
		assertThat(Addresses.text(new InetSocketAddress(InetAddress.getByName(address), 5120))).isEqualTo(text);
	}

	@Test
	void aPortThatIsNotKnownIsNotWritten() {
		assertThat(Addresses.text(new InetSocketAddress("10.0.4.17", 0))).isEqualTo("10.0.4.17");
		assertThat(Addresses.text(new InetSocketAddress("::1", 0))).isEqualTo("[::1]");
	}

	@ParameterizedTest
	@CsvSource({ "10.0.4.17:5120, 10.0.4.17", "10.0.4.17, 10.0.4.17", "[::1]:5120, [::1]", "[::1], [::1]",
			"[2001:db8::1:2], [2001:db8::1:2]" })
	void theHostIsWhatIsLeftWithoutAPort(String text, String host) {
		assertThat(Addresses.host(text)).isEqualTo(host);
	}

}
