package dev.stompbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

/**
 * The rules of the house, for the code below one package: ours, or one that breaks them
 * all on purpose.
 *
 * @param base the package
 */
record ArchitectureRules(String base) {

	private static final int LONGEST_FILE = 400;

	private static final DescribedPredicate<JavaClass> AT_THE_RIM = DescribedPredicate.describe(
			"at the rim (*Configuration, *Properties, *Endpoint, *Controller, *Filter)",
			(type) -> Stream.of("Configuration", "Properties", "Endpoint", "Controller", "Filter", "package-info")
				.anyMatch(outermost(type).getSimpleName()::endsWith));

	/**
	 * The relay is Spring's STOMP broker relay and a few classes that know nothing of it;
	 * those that touch Spring's messaging say so by their name.
	 */
	private DescribedPredicate<JavaClass> springsRelay() {
		return DescribedPredicate.describe("of the relay, named Spring*",
				(type) -> type.getPackageName().equals(this.base + ".relay")
						&& outermost(type).getSimpleName().startsWith("Spring"));
	}

	ArchRule engineIsPlainJava() {
		return noClasses().that()
			.resideInAnyPackage(below("message"), below("broker"), below("connection"))
			.and(DescribedPredicate.not(AT_THE_RIM))
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..", "jakarta..", "org.eclipse.jetty..");
	}

	ArchRule springStaysAtTheRim() {
		return noClasses().that()
			.resideOutsideOfPackages(this.base, below("websocket"))
			.and(DescribedPredicate.not(AT_THE_RIM.or(springsRelay())))
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework..");
	}

	ArchRule fieldsAreNotInjected() {
		return noFields().should()
			.beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
			.orShould()
			.beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
			.orShould()
			.beAnnotatedWith("jakarta.annotation.Resource");
	}

	ArchRule onlyTheStartPrints() {
		return noClasses().that()
			.resideOutsideOfPackage(this.base)
			.should()
			.accessField(System.class, "out")
			.orShould()
			.accessField(System.class, "err")
			.orShould()
			.callMethodWhere(calls(Throwable.class, "printStackTrace"));
	}

	ArchRule noPackageIsADrawer() {
		return noClasses().should()
			.resideInAnyPackage("..util..", "..common..", "..impl..", "..dto..", "..config..", "..service..");
	}

	ArchRule nobodySleeps() {
		return noClasses().should()
			.callMethodWhere(calls(Thread.class, "sleep"))
			.orShould()
			.callMethodWhere(calls(TimeUnit.class, "sleep"));
	}

	/**
	 * Each module with what its {@code package-info} lets it use; one that lets
	 * everything through says so.
	 */
	Map<String, Set<String>> declared(ApplicationModules modules) {
		return modules.stream()
			.collect(Collectors.toMap((module) -> module.getIdentifier().toString(),
					(module) -> declaration(module.getBasePackage().getName())));
	}

	Set<String> packagesWithoutNullMarked(JavaClasses classes) {
		return classes.stream()
			.map(JavaClass::getPackage)
			.filter((within) -> !within.isAnnotatedWith(NullMarked.class))
			.map(JavaPackage::getName)
			.collect(Collectors.toSet());
	}

	List<Path> filesTooLong(Path root) throws IOException {
		try (Stream<Path> files = Files.walk(root)) {
			return files.filter(Files::isRegularFile).filter((file) -> lines(file) > LONGEST_FILE).toList();
		}
	}

	private String below(String module) {
		return this.base + "." + module + "..";
	}

	private static Set<String> declaration(String name) {
		try {
			ApplicationModule module = Class.forName(name + ".package-info").getAnnotation(ApplicationModule.class);
			return (module != null) ? Set.of(module.allowedDependencies()) : Set.of("anything!");
		}
		catch (ClassNotFoundException ex) {
			return Set.of("no package-info!");
		}
	}

	private static JavaClass outermost(JavaClass type) {
		return type.getEnclosingClass().map(ArchitectureRules::outermost).orElse(type);
	}

	private static DescribedPredicate<JavaCall<?>> calls(Class<?> owner, String method) {
		return DescribedPredicate.describe("calls " + owner.getSimpleName() + "." + method,
				(call) -> call.getTargetOwner().isAssignableTo(owner) && call.getName().equals(method));
	}

	/** Latin 1, in which a font is as readable as a source file. */
	private static long lines(Path file) {
		try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
			return lines.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
