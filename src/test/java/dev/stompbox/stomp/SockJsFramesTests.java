package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;

import static org.assertj.core.api.Assertions.assertThat;

class SockJsFramesTests {

	@Test
	void everyCharacterComesBack() {
		StringBuilder all = new StringBuilder();
		for (int c = 0; c <= 0x1ffff; c++) {
			if (c < 0xd800 || c > 0xdfff) {
				all.appendCodePoint(c);
			}
		}
		String escaped = escape(all.toString());
		assertThat(JsonMapper.shared().readValue('"' + escaped + '"', String.class)).isEqualTo(all.toString());
	}

	/** {@code escapable_by_server} of SockJS's protocol tests. */
	@Test
	void whatBrowsersChangeIsEscaped() {
		for (int c = 0; c <= 0xffff; c++) {
			String one = String.valueOf((char) c);
			boolean special = one
				.matches("[\\x00-\\x1f\\u200c-\\u200f\\u2028-\\u202f\\u2060-\\u206f\\ufff0-\\uffff\"\\\\]");
			if (!Character.isSurrogate((char) c)) {
				assertThat(escape(one).startsWith("\\")).as("%04x", c).isEqualTo(special);
			}
		}
		assertThat(escape("😀")).isEqualTo("\\ud83d\\ude00");
	}

	@Test
	void aCloseSaysCodeAndReason() {
		assertThat(SockJsFrames.close(Closed.of(CloseReason.UNAUTHENTICATED, "Not \"known\"\n")))
			.isEqualTo("c[4401,\"SB-201 Not \\\"known\\\"\\n\"]");
		assertThat(SockJsFrames.close(Closed.of(CloseReason.NORMAL, "Bye"))).isEqualTo("c[1000,\"\"]");
	}

	private static String escape(String text) {
		return new String(SockJsFrames.escape(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
	}

}
