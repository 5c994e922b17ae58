package dev.stompbox.websocket;

import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AgreementTests {

	/** The key and answer of RFC 6455 §1.3. */
	private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

	@Test
	void theAnswerProvesThatTheKeyWasRead() {
		HttpFields.Mutable answer = answer(new Agreement(KEY, null, null));
		assertThat(answer.get("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
		assertThat(answer.get("Upgrade")).isEqualTo("websocket");
		assertThat(answer.get("Connection")).isEqualTo("Upgrade");
		assertThat(answer.contains("Sec-WebSocket-Protocol")).isFalse();
		assertThat(answer.contains("Sec-WebSocket-Extensions")).isFalse();
	}

	@Test
	void theSameKeyHasTheSameAnswerEachTime() {
		assertThat(answer(new Agreement(KEY, null, null))).isEqualTo(answer(new Agreement(' ' + KEY, null, null)));
	}

	@Test
	void whatWasAgreedOnIsSaid() {
		HttpFields.Mutable answer = answer(new Agreement(KEY, "v12.stomp", "permessage-deflate"));
		assertThat(answer.get("Sec-WebSocket-Protocol")).isEqualTo("v12.stomp");
		assertThat(answer.get("Sec-WebSocket-Extensions")).isEqualTo("permessage-deflate");
	}

	private static HttpFields.Mutable answer(Agreement agreement) {
		HttpFields.Mutable answer = HttpFields.build();
		agreement.answer(answer);
		return answer;
	}

}
