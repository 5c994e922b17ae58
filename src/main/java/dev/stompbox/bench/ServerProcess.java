package dev.stompbox.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The server's processes on this machine, and what the system knows of them.
 *
 * @param processes none when the server is elsewhere, or nobody said which they are
 */
record ServerProcess(List<ProcessHandle> processes) {

	/** What is said of a figure that is not known. */
	static final long UNKNOWN = -1;

	/**
	 * Finds the processes with these ids.
	 * @throws BenchFailure when there is no such process
	 */
	static ServerProcess of(List<Long> pids) {
		return new ServerProcess(pids.stream()
			.map((pid) -> ProcessHandle.of(pid)
				.orElseThrow(() -> new BenchFailure("There is no process " + pid + " on this machine (--pid).")))
			.toList());
	}

	/**
	 * CPU time that they have used so far, all their threads', in the kernel as well, in
	 * nanoseconds, or {@link #UNKNOWN}. The system counts it in steps of 10 ms.
	 */
	long cpuNanos() {
		return this.processes.isEmpty() ? UNKNOWN
				: this.processes.stream().mapToLong((process) -> cpuNanos(process)).sum();
	}

	/** CPU time of this process, likewise. */
	static long ownCpuNanos() {
		return cpuNanos(ProcessHandle.current());
	}

	private static long cpuNanos(ProcessHandle process) {
		return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
	}

	/** Memory that they have resident, in bytes, or {@link #UNKNOWN}. Linux alone. */
	long residentBytes() {
		if (this.processes.isEmpty()) {
			return UNKNOWN;
		}
		try {
			long sum = 0;
			for (ProcessHandle process : this.processes) {
				sum += Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status"))
					.stream()
					.filter((line) -> line.startsWith("VmRSS:"))
					.mapToLong((line) -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
					.sum();
			}
			return sum;
		}
		catch (IOException ex) {
			return UNKNOWN;
		}
	}

}
