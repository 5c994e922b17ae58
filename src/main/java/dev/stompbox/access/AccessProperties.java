package dev.stompbox.access;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may come in.
 *
 * @param token the operator's token, who may do everything; made and printed at start
 * when not set
 * @param access what pages may connect
 */
@ConfigurationProperties("stompbox")
public record AccessProperties(@Nullable String token, @DefaultValue Access access) {

	/**
	 * What pages may connect.
	 *
	 * @param allowedOrigins origins of web pages on other hosts, as
	 * {@code https://app.example}; {@code *} allows all
	 */
	public record Access(@DefaultValue List<String> allowedOrigins) {
	}

}
