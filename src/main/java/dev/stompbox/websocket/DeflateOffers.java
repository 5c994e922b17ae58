package dev.stompbox.websocket;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.eclipse.jetty.http.QuotedCSV;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.WebSocketExtension;

/**
 * What a client offers of {@code permessage-deflate} (RFC 7692 §5.1, §7.1), and the
 * answer. Neither side keeps a context, so that messages are compressed once for all; the
 * server's window is zlib's, and clients that want a smaller one get no compression.
 */
final class DeflateOffers {

	/** What is agreed, as Spring has it. */
	static final WebSocketExtension AGREED = new WebSocketExtension("permessage-deflate", parameters());

	private static final String NAME = "permessage-deflate";

	private static final String SERVER_WINDOW = "server_max_window_bits";

	private static final String CLIENT_WINDOW = "client_max_window_bits";

	private static final String ANSWER = NAME + "; server_no_context_takeover; client_no_context_takeover";

	private static final Set<String> FLAGS = Set.of("server_no_context_takeover", "client_no_context_takeover");

	private static final Pattern WINDOW_BITS = Pattern.compile("\"?(?:8|9|1[0-5])\"?");

	private static final Pattern LARGEST_WINDOW = Pattern.compile("\"?15\"?");

	private DeflateOffers() {
	}

	private static Map<String, String> parameters() {
		Map<String, String> parameters = new LinkedHashMap<>();
		FLAGS.forEach((flag) -> parameters.put(flag, ""));
		return parameters;
	}

	/**
	 * The answer to the first offer that can be taken, or {@code null} when none can.
	 * @param headers the values of {@code Sec-WebSocket-Extensions}
	 */
	static @Nullable String answer(List<String> headers) {
		QuotedCSV offers = new QuotedCSV(true, headers.toArray(String[]::new));
		for (String offer : offers) {
			String answer = answer(offer);
			if (answer != null) {
				return answer;
			}
		}
		return null;
	}

	private static @Nullable String answer(String offer) {
		String[] parts = offer.split(";", -1);
		if (!parts[0].trim().equals(NAME)) {
			return null;
		}
		Set<String> seen = new HashSet<>();
		for (int i = 1; i < parts.length; i++) {
			String[] parameter = parts[i].split("=", 2);
			String name = parameter[0].trim();
			if (!seen.add(name) || !acceptable(name, (parameter.length == 2) ? parameter[1].trim() : null)) {
				return null;
			}
		}
		// RFC 7692 §7.1.2.1: who takes an offer with this parameter answers with it.
		return seen.contains(SERVER_WINDOW) ? ANSWER + "; " + SERVER_WINDOW + "=15" : ANSWER;
	}

	private static boolean acceptable(String name, @Nullable String value) {
		return switch (name) {
			case SERVER_WINDOW -> value != null && LARGEST_WINDOW.matcher(value).matches();
			case CLIENT_WINDOW -> value == null || WINDOW_BITS.matcher(value).matches();
			default -> FLAGS.contains(name) && value == null;
		};
	}

}
