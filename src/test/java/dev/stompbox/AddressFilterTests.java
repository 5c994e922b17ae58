package dev.stompbox;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import dev.stompbox.access.Refusals;

import static org.assertj.core.api.Assertions.assertThat;

class AddressFilterTests {

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 5120, 127.0.0.1, 127.0.0.1:5120", "[0:0:0:0:0:0:0:1], 5120, [::1], [::1]:5120",
			"2001:db8:0:0:0:0:0:7, 5120, [2001:db8::7], [2001:db8::7]:5120",
			"[2001:db8:0:0:0:0:0:7], 0, [2001:db8::7], [2001:db8::7]" })
	void aRequestSaysItsAddressAsAConnectionDoes(String jettys, int port, String address, String from)
			throws ServletException, IOException {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr(jettys);
		request.setRemotePort(port);
		MockFilterChain chain = new MockFilterChain();
		new AddressFilter().doFilter(request, new MockHttpServletResponse(), chain);
		assertThat(chain.getRequest().getRemoteAddr()).isEqualTo(address);
		assertThat(Refusals.from((HttpServletRequest) chain.getRequest())).isEqualTo(from);
	}

}
