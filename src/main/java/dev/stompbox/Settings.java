package dev.stompbox;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stops the start when a key under {@code stompbox.} is not one of the server's: a
 * misspelled limit would otherwise be no limit. Environment variables are let through,
 * since other programs set some that begin alike.
 */
@Component
final class Settings implements BeanFactoryPostProcessor, EnvironmentAware {

	private static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of("stompbox");

	private static final Pattern NAMED = Pattern.compile("stompbox(\\.[a-z][a-z0-9-]*(\\[\\d+])?)+");

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private @Nullable Environment environment;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		check(Objects.requireNonNull(this.environment));
	}

	/**
	 * Looks at all keys of an environment.
	 * @throws UnknownKeyException naming the first that there is not
	 */
	static void check(Environment environment) {
		Set<String> known = known();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource keys
					&& !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
				keys.stream().filter(OURS::isAncestorOf).forEach((key) -> check(key, source, known));
			}
		}
	}

	private static void check(ConfigurationPropertyName key, ConfigurationPropertySource source, Set<String> known) {
		String name = key.toString().replaceAll("\\[.*?]", "");
		if (!known.contains(name)) {
			var property = source.getConfigurationProperty(key);
			throw new UnknownKeyException(name, nearest(name, known),
					place((property != null) ? property.getOrigin() : null));
		}
	}

	/** Every key there is, as the compiler noted them from the properties' records. */
	private static Set<String> known() {
		Set<String> names = new TreeSet<>();
		try {
			for (URL url : Collections.list(Settings.class.getClassLoader().getResources(METADATA))) {
				try (InputStream in = url.openStream()) {
					JsonNode metadata = JsonMapper.shared().readTree(in);
					metadata.path("properties").forEach((property) -> names.add(property.path("name").asString()));
					metadata.path("groups").forEach((group) -> addRecord(group, names));
				}
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("The list of settings cannot be read from the jar", ex);
		}
		names.removeIf((name) -> !name.startsWith("stompbox."));
		return names;
	}

	/**
	 * Of a list of records the compiler notes the list alone, and of two records that
	 * read the same list only one; so the records are looked at.
	 */
	private static void addRecord(JsonNode group, Set<String> names) {
		String name = group.path("name").asString();
		if (!name.equals("stompbox") && !name.startsWith("stompbox.")) {
			return;
		}
		try {
			addComponents(name, Class.forName(group.path("type").asString()), names);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException("The settings " + name + " cannot be read from the jar", ex);
		}
	}

	private static void addComponents(String name, Class<?> type, Set<String> names) {
		if (type.isRecord()) {
			for (RecordComponent component : type.getRecordComponents()) {
				String key = name + '.' + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
				names.add(key);
				addComponents(key, element(component), names);
			}
		}
	}

	private static Class<?> element(RecordComponent component) {
		return (component.getGenericType() instanceof ParameterizedType list && component.getType() == List.class
				&& list.getActualTypeArguments()[0] instanceof Class<?> element) ? element : component.getType();
	}

	/** Where a value was set, for people: {@code application.yml line 7}. */
	static String place(@Nullable Origin origin) {
		if (origin instanceof PropertySourceOrigin source) {
			return (source.getOrigin() != null) ? place(source.getOrigin())
					: (source.getPropertySource() instanceof CommandLinePropertySource<?>)
							? "Argument --" + source.getPropertyName() : source.getPropertyName();
		}
		if (origin instanceof TextResourceOrigin text && text.getResource() != null && text.getLocation() != null) {
			return text.getResource().getFilename() + " line " + (text.getLocation().getLine() + 1);
		}
		return String.valueOf(origin);
	}

	/** Where the first of our keys that a text names was set, as far as one was. */
	static Optional<String> placeOfNamed(String text, Environment environment) {
		return NAMED.matcher(text)
			.results()
			.map((named) -> origin(ConfigurationPropertyName.of(named.group()), environment))
			.flatMap(Optional::stream)
			.map(Settings::place)
			.findFirst();
	}

	/**
	 * Of a key, else of the first below it; of what stands in a list on one line, of the
	 * list. What is in the jar nobody has set.
	 */
	private static Optional<Origin> origin(ConfigurationPropertyName key, Environment environment) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(key);
			if (property == null && source instanceof IterableConfigurationPropertySource keys) {
				property = keys.stream()
					.filter(key::isAncestorOf)
					.findFirst()
					.map(source::getConfigurationProperty)
					.orElse(null);
			}
			Origin origin = (property != null) ? property.getOrigin() : null;
			if (origin != null && !isInTheJar(origin)) {
				return Optional.of(origin);
			}
		}
		return key.isLastElementIndexed() ? origin(key.getParent(), environment) : Optional.empty();
	}

	private static boolean isInTheJar(Origin origin) {
		return (origin instanceof PropertySourceOrigin source && source.getOrigin() != null)
				? isInTheJar(source.getOrigin()) : origin instanceof TextResourceOrigin text
						&& text.getResource() != null && !text.getResource().isFile();
	}

	private static String nearest(String name, Set<String> known) {
		return Collections.min(known, Comparator.comparingInt((candidate) -> distance(name, candidate)));
	}

	/** How many letters have to be added, left out or changed (Levenshtein). */
	private static int distance(String left, String right) {
		int[] row = new int[right.length() + 1];
		for (int j = 0; j <= right.length(); j++) {
			row[j] = j;
		}
		for (int i = 1; i <= left.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j <= right.length(); j++) {
				int changed = diagonal + ((left.charAt(i - 1) == right.charAt(j - 1)) ? 0 : 1);
				diagonal = row[j];
				row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
			}
		}
		return row[right.length()];
	}

	/** A key that is none of the server's. */
	static final class UnknownKeyException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final String nearest;

		UnknownKeyException(String name, String nearest, String place) {
			super(String.format(Locale.ROOT, "%s: there is no setting \"%s\".", place, name));
			this.nearest = nearest;
		}

		String nearest() {
			return this.nearest;
		}

	}

}
