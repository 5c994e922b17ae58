package dev.stompbox.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Installs what a test needs where that may be done: on Debian and Ubuntu, as root or
 * with a sudo that does not ask, and unless {@code -Dstompbox.provision=false}.
 */
final class DebianPackage {

	private static final List<String> INSTALL = List.of("install", "-y", "--no-install-recommends");

	private static final Path POLICY = Path.of("/usr/sbin/policy-rc.d");

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
		boolean guarded = !Files.exists(POLICY) && guard(root);
		try {
			return aptGet(root, List.of("update")) && aptGet(root, install);
		}
		finally {
			if (guarded) {
				run(as(root, List.of("rm", POLICY.toString())));
			}
		}
	}

	/**
	 * Debian starts what it installs, unless this says no; a broker of the system is
	 * nothing that a test should leave behind.
	 */
	private static boolean guard(boolean root) {
		try {
			Path policy = Files.createTempFile("policy", ".sh",
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			Files.writeString(policy, "#!/bin/sh\nexit 101\n");
			boolean copied = run(as(root, List.of("install", "-m", "755", policy.toString(), POLICY.toString())));
			Files.delete(policy);
			return copied;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Another apt-get is waited for. */
	private static boolean aptGet(boolean root, List<String> arguments) {
		List<String> command = new ArrayList<>(
				List.of("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"));
		command.addAll(arguments);
		return run(as(root, command));
	}

	private static List<String> as(boolean root, List<String> command) {
		List<String> all = new ArrayList<>(root ? List.of() : List.of("sudo", "-n"));
		all.addAll(command);
		return all;
	}

	/**
	 * Runs a command to its end; what it says is said here too. Returns whether all went
	 * well.
	 */
	static boolean run(List<String> command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			process.getOutputStream().close();
			try (BufferedReader lines = process.inputReader()) {
				lines.lines().forEach(System.err::println);
			}
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
