package dev.stompbox.rest;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

import dev.stompbox.connection.Sizes;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/** The lines of a request's body, one at a time, none longer than a limit. */
final class Lines {

	private final InputStream in;

	private final long most;

	private int number;

	Lines(InputStream in, long most) {
		this.in = new BufferedInputStream(in);
		this.most = most;
	}

	/**
	 * The next line that is not empty; an empty one when there are no more.
	 * @throws Refused {@link ErrorCode#MESSAGE_TOO_BIG} when it is too long,
	 * {@link ErrorCode#REQUEST_TIMEOUT} when the body stopped coming
	 */
	byte[] next() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		int next = read();
		while (next >= 0 && (next != '\n' || line.size() == 0)) {
			if (next != '\n' && next != '\r') {
				line.write(next);
			}
			if (line.size() > this.most) {
				throw new Refused(ErrorCode.MESSAGE_TOO_BIG,
						"Line " + (this.number + 1) + " is longer than " + Sizes.text(this.most) + '.',
						"A message is no larger than stompbox.limits.message-size.");
			}
			next = read();
		}
		this.number++;
		return line.toByteArray();
	}

	private int read() throws IOException {
		try {
			return this.in.read();
		}
		catch (IOException ex) {
			throw Bodies.unlessSilent(ex);
		}
	}

}
