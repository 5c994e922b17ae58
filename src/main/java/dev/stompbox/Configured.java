package dev.stompbox;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.env.RandomValuePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The configuration as it is in the files, arguments and variables at one moment.
 *
 * @param environment all of it
 * @param values what is in files and arguments, by key; never shown
 */
record Configured(ConfigurableEnvironment environment, Map<String, String> values) {

	/** Reads it anew, as it is read at the start. */
	static Configured read(ApplicationArguments arguments) {
		ConfigurableEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(arguments.getSourceArgs()));
		RandomValuePropertySource.addToEnvironment(environment);
		ConfigDataEnvironmentPostProcessor.applyTo(environment);
		ConfigurationPropertySources.attach(environment);
		return new Configured(environment, values(environment));
	}

	private static Map<String, String> values(ConfigurableEnvironment environment) {
		Map<String, String> values = new TreeMap<>();
		ConfigurationPropertySources.get(environment).forEach((source) -> {
			Object underlying = source.getUnderlyingSource();
			boolean variables = underlying instanceof SystemEnvironmentPropertySource
					|| (underlying instanceof PropertiesPropertySource system
							&& system.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME));
			if (!variables && source instanceof IterableConfigurationPropertySource keys) {
				for (ConfigurationPropertyName key : keys) {
					// Of several places the first counts, as for whoever binds it.
					values.computeIfAbsent(key.toString(), (name) -> {
						var property = keys.getConfigurationProperty(key);
						return (property != null) ? String.valueOf(property.getValue()) : null;
					});
				}
			}
		});
		return values;
	}

	/** The keys whose values are not as they were. */
	Set<String> changedSince(Map<String, String> before) {
		Set<String> changed = new TreeSet<>();
		this.values.forEach((key, value) -> {
			if (!value.equals(before.get(key))) {
				changed.add(key);
			}
		});
		before.keySet().stream().filter((key) -> !this.values.containsKey(key)).forEach(changed::add);
		return changed;
	}

}
