package dev.stompbox;

import java.util.regex.Pattern;

import org.springframework.boot.json.JsonWriter.Members;
import org.springframework.boot.json.JsonWriter.ValueProcessor;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;
import org.springframework.core.env.Environment;

/**
 * Leaves out of a log in JSON what the patterns of a log in lines leave out:
 * {@code logging.hidden} of {@code application.yml}.
 */
final class HiddenInJson implements StructuredLoggingJsonMembersCustomizer<Object> {

	/** As in the patterns: what tells what it was, and a mark in place of it. */
	static final String SHOWN = "$1$2…";

	private final Pattern hidden;

	HiddenInJson(Environment environment) {
		this.hidden = Pattern.compile(environment.getRequiredProperty("logging.hidden"));
	}

	@Override
	public void customize(Members<Object> members) {
		members.applyingValueProcessor(
				ValueProcessor.of(String.class, (text) -> this.hidden.matcher(text).replaceAll(SHOWN)));
	}

}
