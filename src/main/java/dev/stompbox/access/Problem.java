package dev.stompbox.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.message.Refused;

/**
 * A refusal as RFC 9457 problem details, with what to do about it.
 *
 * @param type where the code is explained
 * @param title the code in a few words
 * @param status the HTTP status
 * @param detail what happened and why
 * @param code the stable code
 * @param hint what to do
 * @param limit the limit that was hit, left out when there was none
 * @param property the property that changes it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(String type, String title, int status, String detail, String code, String hint,
		@Nullable String limit, @Nullable String property) {

	/** The media type, RFC 9457 §6.1. */
	public static final String MEDIA_TYPE = "application/problem+json";

	private static final JsonMapper JSON = JsonMapper.shared();

	/** The problem details of a refusal. */
	public static Problem of(Refused refused) {
		String code = refused.code().code();
		return new Problem("/errors#" + code, refused.code().title(), refused.code().status(), refused.detail(), code,
				refused.hint(), refused.limit(), refused.property());
	}

	/** The same with another HTTP status. */
	public Problem with(int otherStatus) {
		return new Problem(this.type, this.title, otherStatus, this.detail, this.code, this.hint, this.limit,
				this.property);
	}

	/** As UTF-8 JSON. */
	public byte[] json() {
		return JSON.writeValueAsBytes(this);
	}

}
