package dev.stompbox;

import java.io.IOException;
import java.net.InetSocketAddress;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

import dev.stompbox.connection.Addresses;

/**
 * Has requests say their client's address as connections do. Jetty writes those of IPv6
 * in full; so one client would have two names, in what is told and where guesses are
 * counted.
 */
final class AddressFilter implements Filter {

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		String address = request.getRemoteAddr();
		boolean six = address.indexOf(':') >= 0;
		chain.doFilter(six ? new Addressed((HttpServletRequest) request, address) : request, response);
	}

	private static final class Addressed extends HttpServletRequestWrapper {

		private final String address;

		Addressed(HttpServletRequest request, String address) {
			super(request);
			this.address = Addresses.text(new InetSocketAddress(address, 0));
		}

		@Override
		public String getRemoteAddr() {
			return this.address;
		}

	}

}
