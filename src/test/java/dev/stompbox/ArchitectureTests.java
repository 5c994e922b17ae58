package dev.stompbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps the code in the shape that the package documentation of {@code dev.stompbox}
 * draws. {@link ArchitectureRulesTests} shows that each of these rules can fail.
 */
class ArchitectureTests {

	/** The drawing: each module, and all that it may use. */
	private static final Map<String, Set<String>> DRAWING = Map.ofEntries( //
			entry("message"), //
			entry("access", "message"), //
			entry("broker", "message", "access", "store"), //
			entry("connection"), //
			entry("websocket", "connection"), //
			entry("store", "message"), //
			entry("stomp", "message", "access", "broker", "connection"), //
			entry("echo", "connection"), //
			entry("rest", "message", "access", "broker", "connection"), //
			entry("relay", "message", "access", "broker", "connection", "stomp"), //
			entry("dashboard", "message", "access", "broker", "connection"), //
			entry("bench", "message"));

	private static final ApplicationModules MODULES = ApplicationModules.of(StompboxApplication.class);

	private static final JavaClasses MAIN = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("dev.stompbox");

	private static final JavaClasses TESTS = new ClassFileImporter()
		.withImportOption(new ImportOption.OnlyIncludeTests())
		.importPackages("dev.stompbox");

	private static final ArchitectureRules RULES = new ArchitectureRules("dev.stompbox");

	private static Map.Entry<String, Set<String>> entry(String module, String... mayUse) {
		return Map.entry(module, Set.of(mayUse));
	}

	@Test
	void theModulesAreThoseOfTheDrawing() {
		assertThat(RULES.declared(MODULES)).isEqualTo(DRAWING);
	}

	@Test
	void modulesUseOnlyWhatTheyDeclare() {
		MODULES.verify();
	}

	@Test
	void theEngineIsPlainJava() {
		RULES.engineIsPlainJava().check(MAIN);
	}

	@Test
	void springStaysAtTheRim() {
		RULES.springStaysAtTheRim().check(MAIN);
	}

	@Test
	void fieldsAreNotInjected() {
		RULES.fieldsAreNotInjected().check(MAIN);
	}

	@Test
	void onlyTheStartPrints() {
		RULES.onlyTheStartPrints().check(MAIN);
	}

	@Test
	void noPackageIsADrawerForAnything() {
		RULES.noPackageIsADrawer().check(MAIN);
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(RULES.packagesWithoutNullMarked(MAIN)).isEmpty();
	}

	@Test
	void testsDoNotSleep() {
		RULES.nobodySleeps().check(TESTS);
	}

	@Test
	void noFileOutgrowsItsReader() throws IOException {
		assertThat(RULES.filesTooLong(Path.of("src/main/java"))).isEmpty();
		assertThat(RULES.filesTooLong(Path.of("frontend/src"))).isEmpty();
	}

}
