package dev.stompbox.rest;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeoutException;

import dev.stompbox.connection.Sizes;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/** Reads requests' bodies up to a limit. */
final class Bodies {

	/** Jetty's, and Spring Boot's property for it. */
	private static final String SILENCE = "server.jetty.connection-idle-timeout";

	private Bodies() {
	}

	/**
	 * All of {@code in}.
	 * @param announced the Content-Length, or -1
	 * @param limit the most bytes that are read
	 * @param property the property that says so
	 * @throws Refused {@link ErrorCode#MESSAGE_TOO_BIG} when there are more,
	 * {@link ErrorCode#REQUEST_TIMEOUT} when it stopped coming
	 */
	static byte[] read(InputStream in, long announced, long limit, String property) throws IOException {
		byte[] body = (announced > limit) ? new byte[0] : read(in, (int) limit + 1);
		long size = Math.max(announced, body.length);
		if (size > limit) {
			throw tooBig((announced > limit) ? Sizes.text(announced) : "more than " + Sizes.text(limit), limit,
					property);
		}
		return body;
	}

	private static byte[] read(InputStream in, int most) throws IOException {
		try {
			return in.readNBytes(most);
		}
		catch (IOException ex) {
			throw unlessSilent(ex);
		}
	}

	/**
	 * What reading a body threw.
	 * @throws Refused {@link ErrorCode#REQUEST_TIMEOUT} in its place, when the body
	 * stopped coming
	 */
	static IOException unlessSilent(IOException ex) {
		if (ex.getCause() instanceof TimeoutException) {
			throw new Refused(ErrorCode.REQUEST_TIMEOUT,
					"The body stopped coming for as long as an HTTP connection may be silent.",
					"Send requests in one go, or raise " + SILENCE + '.')
				.at("30 s unless said otherwise", SILENCE);
		}
		return ex;
	}

	static Refused tooBig(String size, long limit, String property) {
		return new Refused(ErrorCode.MESSAGE_TOO_BIG,
				"The body is " + size + "; the limit is " + Sizes.text(limit) + " (" + property + ").",
				"Send it in parts, or raise the limit.")
			.at(Sizes.text(limit), property);
	}

}
