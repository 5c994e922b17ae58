package dev.stompbox.websocket;

import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * RFC 6455 as data: each case of {@code websocket/*.hex} goes the same way from socket to
 * handler and back, whether its bytes come whole, byte by byte or cut anywhere, and
 * whether the handler takes messages whole or in parts.
 */
class Rfc6455Tests {

	/** Byte by byte only up to so many. */
	private static final int FEW = 3000;

	/** Handled whole only up to so many; an end point in memory copies too much. */
	private static final int MANY = 300_000;

	@TestFactory
	Stream<DynamicContainer> cases() {
		return FrameCases.all()
			.entrySet()
			.stream()
			.map((file) -> DynamicContainer.dynamicContainer(file.getKey(),
					file.getValue().stream().map((one) -> DynamicTest.dynamicTest(one.name(), () -> play(one)))));
	}

	private static void play(FrameCase one) {
		int length = one.bytes().length;
		play(one, length, true);
		if (length <= MANY) {
			play(one, length, false);
		}
	}

	private static void play(FrameCase one, int length, boolean parts) {
		if (one.piece() > 0) {
			play(one, parts, "in pieces", one::piece);
			return;
		}
		if (length > 4 * MANY) {
			play(one, parts, "in reads of 65521", () -> 65_521);
			return;
		}
		play(one, parts, "whole", () -> Integer.MAX_VALUE);
		if (length <= FEW) {
			play(one, parts, "byte by byte", () -> 1);
		}
		for (int seed = 0; seed < ((length <= FEW) ? 6 : 1); seed++) {
			Random random = new Random(seed);
			int most = (length > FEW) ? 100_000 : (seed % 2 == 0) ? 6 : 3000;
			play(one, parts, "cut with seed " + seed, () -> 1 + random.nextInt(most));
		}
	}

	private static void play(FrameCase one, boolean parts, String how, IntSupplier lengths) {
		try {
			ConnectionPlayer.play(one, parts, lengths);
		}
		catch (AssertionError ex) {
			throw new AssertionError(one.where() + " \"" + one.name() + "\", " + how
					+ (parts ? ", handled in parts: " : ": ") + ex.getMessage(), ex);
		}
	}

	@Test
	void aCaseThatGoesAnotherWayIsSeen() {
		assertThat(FrameCases.planted()).hasSizeGreaterThan(5)
			.allSatisfy((one) -> assertThatThrownBy(() -> ConnectionPlayer.play(one, true, () -> Integer.MAX_VALUE))
				.as(one.name())
				.isInstanceOf(AssertionError.class));
	}

}
