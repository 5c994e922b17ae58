package dev.stompbox.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Installs what a test needs where that may be done: on Debian and Ubuntu, as root or
 * with a sudo that does not ask, and unless {@code -Dstompbox.provision=false}.
 */
final class DebianPackage {

	private static final List<String> INSTALL = List.of("install", "-y", "--no-install-recommends");

	private DebianPackage() {
	}

	/** What a person types to install it. */
	static String command(String name) {
		return "sudo apt-get update && sudo apt-get " + String.join(" ", INSTALL) + " " + name;
	}

	/** Installs it. Returns whether that was possible. */
	static boolean install(String name) {
		if (!Files.exists(Path.of("/etc/debian_version"))
				|| "false".equals(System.getProperty("stompbox.provision", "true"))) {
			return false;
		}
		boolean root = "root".equals(System.getProperty("user.name"));
		if (!root && !run(List.of("sudo", "-n", "true"))) {
			return false;
		}
		List<String> install = new ArrayList<>(INSTALL);
		install.add(name);
		System.err.println("No " + name + " here: apt-get " + String.join(" ", install));
		return aptGet(root, List.of("update")) && aptGet(root, install);
	}

	/** Another apt-get is waited for. */
	private static boolean aptGet(boolean root, List<String> arguments) {
		List<String> command = new ArrayList<>(root ? List.of() : List.of("sudo", "-n"));
		command
			.addAll(List.of("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"));
		command.addAll(arguments);
		return run(command);
	}

	/** Runs a command to its end. Returns whether all went well. */
	static boolean run(List<String> command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.INHERIT)
				.start();
			return process.waitFor(15, TimeUnit.MINUTES) && process.exitValue() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

}
