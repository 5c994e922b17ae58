package dev.stompbox.bench;

/**
 * Why a measurement cannot be made, or go on: sentences for people, shown as they are.
 */
final class BenchFailure extends RuntimeException {

	private static final long serialVersionUID = 1L;

	BenchFailure(String sentence) {
		super(sentence, null, false, false);
	}

}
