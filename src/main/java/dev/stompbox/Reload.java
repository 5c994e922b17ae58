package dev.stompbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.stereotype.Component;

import dev.stompbox.access.AccessProperties;
import dev.stompbox.access.AccessRules;
import dev.stompbox.access.Authenticator;
import dev.stompbox.access.JwtProperties;
import dev.stompbox.access.OriginPolicy;
import dev.stompbox.access.Refusals;
import dev.stompbox.access.RuleProperties;
import dev.stompbox.connection.AbuseProperties;
import dev.stompbox.connection.AdmissionLimits;
import dev.stompbox.connection.ConnectionLimits;
import dev.stompbox.connection.ConnectionProperties;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.DrainProperties;
import dev.stompbox.connection.DrainTimes;
import dev.stompbox.connection.RateLimits;
import dev.stompbox.access.Events;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Reads the configuration again while the server runs, on SIGHUP and when it is asked to:
 * rules, keys and limits take effect, all of them or, where anything is wrong, none.
 */
@Component
final class Reload implements ApplicationListener<ApplicationReadyEvent> {

	private static final Logger LOGGER = LoggerFactory.getLogger(Reload.class);

	/** What takes effect at once. */
	private static final Pattern APPLIED = Pattern.compile("stompbox\\.(access\\.(keys|allowed-origins)\\b.*|jwt\\..*"
			+ "|topics\\[\\d+]\\.(match|subscribe|publish|manage)\\b.*"
			+ "|limits\\.(connections|connections-per-address|connections-per-caller|upgrade-rate|flaps|flap-window"
			+ "|flap-hold|trusted-addresses\\b.*|frame-rate|byte-rate|frame-time|outbox|outbox-age|idle|closing)"
			+ "|drain\\.reconnect-.*)");

	private final ApplicationArguments arguments;

	private final ApplicationContext context;

	private final Parts parts;

	private final Events events;

	private final Refusals refusals;

	/** By key, what is in force; of what needs a restart, what was at the start. */
	private final Map<String, String> inForce;

	/** Those who take new settings while they work. */
	@Component
	record Parts(AccessRules rules, Authenticator authenticator, OriginPolicy origins, Connections connections) {
	}

	Reload(ApplicationArguments arguments, ApplicationContext context, Parts parts, Events events, Refusals refusals) {
		this.arguments = arguments;
		this.context = context;
		this.parts = parts;
		this.events = events;
		this.refusals = refusals;
		this.inForce = new TreeMap<>(Configured.read(arguments).values());
	}

	/**
	 * What came of it.
	 *
	 * @param applied keys whose new values are in force
	 * @param needRestart keys that have other values than the server was started with,
	 * which take effect when it is started again
	 */
	record Outcome(List<String> applied, List<String> needRestart) {
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		Signals.on("HUP", () -> {
			try {
				run();
			}
			catch (Refused ex) {
				this.refusals.refused("SIGHUP", ex);
			}
			catch (RuntimeException ex) {
				LOGGER.error("The configuration could not be read again; all is as before", ex);
			}
		});
	}

	/**
	 * Reads it again.
	 * @throws Refused {@link ErrorCode#BAD_SETTINGS} when anything is wrong, and nothing
	 * has changed
	 */
	synchronized Outcome run() {
		Configured configured;
		try {
			configured = Configured.read(this.arguments);
		}
		catch (RuntimeException ex) {
			throw refused(null, ex);
		}
		try {
			Settings.check(configured.environment());
			apply(bind(configured));
		}
		catch (Settings.UnknownKeyException ex) {
			throw refused(new StartFailures.UnknownKey().analyze(ex), ex);
		}
		catch (BindException ex) {
			throw refused(new StartFailures.BadValue(configured.environment()).analyze(ex), ex);
		}
		catch (RuntimeException ex) {
			throw refused(null, ex);
		}
		return outcome(configured);
	}

	/** Binds all settings there are, those that need a restart too. */
	private Map<Class<?>, Object> bind(Configured configured) {
		Binder binder = Binder.get(configured.environment());
		Map<Class<?>, Object> bound = new HashMap<>();
		for (Object bean : this.context.getBeansWithAnnotation(ConfigurationProperties.class).values()) {
			Class<?> type = bean.getClass();
			ConfigurationProperties of = AnnotationUtils.findAnnotation(type, ConfigurationProperties.class);
			if (of != null && type.isRecord() && type.getName().startsWith("dev.stompbox.")) {
				bound.put(type, binder.bindOrCreate(of.value(), type));
			}
		}
		return bound;
	}

	/**
	 * First makes all that takes effect, so that what cannot be made changes nothing. Of
	 * those who take it only the first can refuse, and then nothing has changed either.
	 */
	private void apply(Map<Class<?>, Object> bound) {
		AccessProperties access = of(bound, AccessProperties.class);
		AbuseProperties abuse = of(bound, AbuseProperties.class);
		ConnectionLimits use = of(bound, ConnectionProperties.class).forConnections();
		AdmissionLimits letIn = abuse.forAdmission();
		RateLimits read = abuse.forReading();
		DrainTimes times = of(bound, DrainProperties.class).times();
		this.parts.authenticator().replace(access, of(bound, JwtProperties.class));
		this.parts.rules().replace(of(bound, RuleProperties.class));
		this.parts.origins().replace(access.access().allowedOrigins());
		this.parts.connections().replace(use, letIn, read);
		this.parts.connections().drain().times(times);
	}

	private static <T> T of(Map<Class<?>, Object> bound, Class<T> type) {
		return type.cast(Objects.requireNonNull(bound.get(type), type.getName()));
	}

	private Outcome outcome(Configured configured) {
		Set<String> changed = configured.changedSince(this.inForce);
		List<String> applied = changed.stream().filter((key) -> APPLIED.matcher(key).matches()).toList();
		List<String> others = changed.stream().filter((key) -> !APPLIED.matcher(key).matches()).toList();
		for (String key : applied) {
			String value = configured.values().get(key);
			if (value != null) {
				this.inForce.put(key, value);
			}
			else {
				this.inForce.remove(key);
			}
		}
		this.events.happened("reload", "The configuration was read again: "
				+ (applied.isEmpty() ? "nothing of what takes effect at once has changed" : String.join(", ", applied))
				+ (others.isEmpty() ? "" : "; to take effect, a restart needs: " + String.join(", ", others)));
		return new Outcome(applied, others);
	}

	private static Refused refused(@Nullable FailureAnalysis why, RuntimeException ex) {
		String what = (why != null) ? why.getDescription().replaceFirst("^SB-102 ", "")
				: String.valueOf(ex.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ") + ". Nothing was started.";
		String cure = (why != null && why.getAction() != null) ? why.getAction() : "Correct it and reload again.";
		return new Refused(ErrorCode.BAD_SETTINGS, what.replace("Nothing was started", "Nothing was changed"), cure);
	}

}
