package dev.stompbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** The jar says what it is built on, so that known vulnerabilities can be looked for. */
@Tag("no-websocket")
class InventoryIT {

	private static final String LIBRARIES = "BOOT-INF/lib/";

	@Test
	void eachLibraryInTheJarIsInItsBillOfMaterials() throws IOException {
		try (JarFile jar = new JarFile(StompboxServer.jar().toFile())) {
			Set<String> listed = new TreeSet<>();
			read(jar, "META-INF/sbom/application.cdx.json").get("components")
				.forEach((each) -> listed.add(each.get("name").asString() + '-' + each.get("version").asString()));
			List<String> inside = jar.stream()
				.map((entry) -> entry.getName())
				.filter((name) -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
				.map((name) -> Path.of(name).getFileName().toString().replaceFirst("\\.jar$", ""))
				// What the packaging itself puts in.
				.filter((name) -> !name.startsWith("spring-boot-jarmode-tools"))
				.toList();
			assertThat(inside).hasSizeGreaterThan(50);
			assertThat(inside).allMatch((library) -> listed.stream().anyMatch(library::startsWith));
		}
	}

	@Test
	void soIsWhatThePageIsBuiltOf() throws IOException {
		try (JarFile jar = new JarFile(StompboxServer.jar().toFile())) {
			assumeThat(jar.getEntry("BOOT-INF/classes/static/index.html")).as("the page").isNotNull();
			JsonNode components = read(jar, "META-INF/sbom/page.cdx.json").get("components");
			Stream<String> names = components.valueStream().map((each) -> each.get("name").asString());
			assertThat(names).contains("@stomp/stompjs", "uplot", "svelte", "vite");
		}
	}

	private static JsonNode read(JarFile jar, String name) throws IOException {
		assertThat(jar.getEntry(name)).as(name).isNotNull();
		return JsonMapper.shared().readTree(jar.getInputStream(jar.getEntry(name)));
	}

}
