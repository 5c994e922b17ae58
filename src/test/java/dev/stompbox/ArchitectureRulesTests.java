package dev.stompbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.modulith.core.ApplicationModules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Each rule of {@link ArchitectureTests} bites: the package {@code planted} breaks it,
 * and is told so.
 */
class ArchitectureRulesTests {

	private static final ApplicationModules MODULES = ApplicationModules.of("planted",
			new ImportOption.OnlyIncludeTests());

	private static final JavaClasses PLANTED = new ClassFileImporter().importPackages("planted");

	private static final ArchitectureRules RULES = new ArchitectureRules("planted");

	@Test
	void aModuleThatDeclaresNothingShowsInTheDrawing() {
		assertThat(RULES.declared(MODULES)).containsAllEntriesOf(Map.of( //
				"message", Set.of(), //
				"echo", Set.of("anything!"), //
				"util", Set.of("no package-info!")));
	}

	@Test
	void aModuleThatUsesAnotherUndeclared() {
		assertThatThrownBy(MODULES::verify).hasMessageContaining("'message' depends on module 'connection'")
			.hasMessageContaining("Allowed targets: none");
	}

	@Test
	void anEngineThatKnowsSpring() {
		assertBroken(RULES.engineIsPlainJava(), "planted.connection.Socket.context");
	}

	@Test
	void springAwayFromTheRim() {
		assertBroken(RULES.springStaysAtTheRim(), "planted.stomp.Session");
		assertThatThrownBy(() -> RULES.springStaysAtTheRim().check(PLANTED))
			.hasMessageNotContaining("planted.stomp.SessionController");
		assertBroken(RULES.springStaysAtTheRim(), "planted.relay.Link");
		assertThatThrownBy(() -> RULES.springStaysAtTheRim().check(PLANTED))
			.hasMessageNotContaining("planted.relay.SpringLink");
	}

	@Test
	void anInjectedField() {
		assertBroken(RULES.fieldsAreNotInjected(), "planted.stomp.Session.context");
	}

	@Test
	void printing() {
		assertBroken(RULES.onlyTheStartPrints(), "planted.echo.Noise.print");
		assertBroken(RULES.onlyTheStartPrints(), "planted.echo.Noise.trace");
	}

	@Test
	void aDrawer() {
		assertBroken(RULES.noPackageIsADrawer(), "planted.util.Helper");
	}

	@Test
	void aPackageWithoutNullMarked() {
		assertThat(RULES.packagesWithoutNullMarked(PLANTED)).containsExactlyInAnyOrder("planted.echo", "planted.util");
	}

	@Test
	void sleeping() {
		assertBroken(RULES.nobodySleeps(), "planted.echo.Noise.sleep");
		assertBroken(RULES.nobodySleeps(), "planted.echo.Noise.doze");
	}

	@Test
	void aFileThatIsTooLong(@TempDir Path root) throws IOException {
		Files.write(root.resolve("Fits.java"), Collections.nCopies(400, "// line"));
		Path tooLong = Files.write(root.resolve("TooLong.java"), Collections.nCopies(401, "// line"));
		assertThat(RULES.filesTooLong(root)).containsExactly(tooLong);
	}

	private static void assertBroken(ArchRule rule, String by) {
		assertThatThrownBy(() -> rule.check(PLANTED)).isInstanceOf(AssertionError.class).hasMessageContaining(by);
	}

}
