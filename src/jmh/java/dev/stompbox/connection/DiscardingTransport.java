package dev.stompbox.connection;

import java.nio.ByteBuffer;

/** A socket that takes everything at once, and costs nothing. */
public final class DiscardingTransport implements Transport {

	@Override
	public boolean write(ByteBuffer bytes) {
		bytes.position(bytes.limit());
		return true;
	}

	@Override
	public void writeRest(ByteBuffer bytes, Completion completion) {
		throw new IllegalStateException("everything is taken at once");
	}

	@Override
	public Payload farewell(Closed closed) {
		return Payload.of(Payload.Kind.CLOSE);
	}

	@Override
	public void end() {
	}

	@Override
	public void abort() {
	}

	@Override
	public void resumeReading() {
	}

}
