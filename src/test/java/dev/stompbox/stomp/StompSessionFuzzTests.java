package dev.stompbox.stomp;

import org.junit.jupiter.api.Test;

import dev.stompbox.support.FuzzRun;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever clients say, in whatever order: the server refuses, and never fails. */
class StompSessionFuzzTests {

	@Test
	void whateverIsSaidTheServerDoesNotFail() {
		long cases = FuzzRun.run((seed) -> new FuzzedSessions(seed).run());
		assertThat(cases).isGreaterThan(5);
	}

}
