package dev.stompbox.access;

import jakarta.servlet.http.HttpServletRequest;

import dev.stompbox.message.Refused;

/**
 * Told of each refusal that ends no connection, so that the operator learns of it all the
 * same.
 */
@FunctionalInterface
public interface Refusals {

	/** Nobody is told. */
	Refusals UNHEARD = (where, refused) -> {
	};

	/**
	 * Something was refused. Must not block.
	 * @param where the address or connection that asked
	 * @param refused why
	 */
	void refused(String where, Refused refused);

	/**
	 * What a request asked for was refused. Must not block.
	 * @param request who asked
	 * @param refused why
	 */
	default void refused(HttpServletRequest request, Refused refused) {
		refused(from(request), refused);
	}

	/** A request's client: its address, and its port where a proxy has not hidden it. */
	static String from(HttpServletRequest request) {
		int port = request.getRemotePort();
		return (port > 0) ? request.getRemoteAddr() + ':' + port : request.getRemoteAddr();
	}

}
