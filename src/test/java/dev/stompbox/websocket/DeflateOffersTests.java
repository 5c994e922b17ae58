package dev.stompbox.websocket;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 7692 §5.1 and §7.1, as data. */
class DeflateOffersTests {

	private static final String YES = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			# an offer                                                              | the answer
			permessage-deflate                                                      | yes
			permessage-deflate; client_max_window_bits                              | yes
			permessage-deflate;client_max_window_bits=8                             | yes
			permessage-deflate; client_max_window_bits=15                           | yes
			permessage-deflate ; client_max_window_bits="10"                        | yes
			permessage-deflate; client_max_window_bits = 10                         | no
			permessage-deflate; client_max_window_bits=7                            | no
			permessage-deflate; client_max_window_bits=16                           | no
			permessage-deflate; client_max_window_bits=08                           | no
			permessage-deflate; client_max_window_bits=                             | no
			permessage-deflate; client_max_window_bits; client_max_window_bits      | no
			permessage-deflate; server_no_context_takeover                          | yes
			permessage-deflate; server_no_context_takeover; client_no_context_takeover | yes
			permessage-deflate; server_no_context_takeover=1                        | no
			permessage-deflate; client_no_context_takeover=true                     | no
			permessage-deflate; server_no_context_takeover; server_no_context_takeover | no
			permessage-deflate; server_max_window_bits=15                           | yes; server_max_window_bits=15
			permessage-deflate; server_max_window_bits="15"                         | yes; server_max_window_bits=15
			permessage-deflate; server_max_window_bits=10                           | no
			permessage-deflate; server_max_window_bits                              | no
			permessage-deflate; unknown                                             | no
			permessage-deflate; unknown="a, b; c"                                   | no
			permessage-deflate; unknown, permessage-deflate                         | yes
			permessage-deflate; server_max_window_bits=10, permessage-deflate; client_max_window_bits | yes
			permessage-deflate; server_max_window_bits=9, permessage-deflate; server_max_window_bits=8 | no
			x-webkit-deflate-frame, permessage-deflate                              | yes
			x-webkit-deflate-frame; permessage-deflate                              | no
			x-other; p="permessage-deflate, permessage-deflate"                     | no
			permessage-bzip2                                                        | no
			Permessage-Deflate                                                      | no
			permessage-deflate;                                                     | no
			;permessage-deflate                                                     | no
			`,,permessage-deflate,`                                                 | yes
			""")
	void anOfferHasAnAnswer(String offer, String answer) {
		String expected = answer.equals("no") ? null : answer.replace("yes", YES);
		assertThat(DeflateOffers.answer(List.of(offer))).isEqualTo(expected);
	}

	@Test
	void offersMayComeInSeveralHeadersAndTheFirstThatCanBeTakenIs() {
		assertThat(DeflateOffers.answer(List.of("permessage-deflate; server_max_window_bits=9",
				"permessage-deflate; server_max_window_bits=15", "permessage-deflate")))
			.isEqualTo(YES + "; server_max_window_bits=15");
		assertThat(DeflateOffers.answer(List.of())).isNull();
	}

	@Test
	void whatSpringIsToldIsWhatIsAnswered() {
		assertThat(DeflateOffers.AGREED.getName()).isEqualTo("permessage-deflate");
		assertThat(DeflateOffers.AGREED.getParameters()).containsOnlyKeys("server_no_context_takeover",
				"client_no_context_takeover");
	}

}
