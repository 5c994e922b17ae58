package dev.stompbox.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.stompbox.bench.Outcome.Connecting;
import dev.stompbox.bench.Outcome.Held;
import dev.stompbox.bench.Plan.Mode;

/**
 * One run: connects, waits until everybody hears, warms up, and repeats what is measured.
 * Runs on the thread that calls {@link #run}; the loops have threads of their own.
 */
final class Bench {

	/** For how long nothing may come while something is missing. */
	static final Duration STALL = Duration.ofSeconds(5);

	private static final Duration CONNECT_STALL = Duration.ofSeconds(15);

	private static final Duration CLOSINGS = Duration.ofMillis(300);

	private static final Duration HEARING = Duration.ofSeconds(60);

	private static final long PROBE_EVERY_NANOS = 2_000_000_000;

	private static final long LOOK_NANOS = 1_000_000;

	private final Plan plan;

	private final Target target;

	private final Progress progress;

	private final ServerProcess server;

	private final List<Repetition> repetitions = new ArrayList<>();

	private @Nullable Connecting connecting;

	private @Nullable Held held;

	private int phase;

	private volatile boolean interrupted;

	Bench(Plan plan, Target target, Progress progress) {
		this.plan = plan;
		this.target = target;
		this.progress = progress;
		this.server = ServerProcess.of(plan.pids());
	}

	/** Ends the run soon, with what was measured so far. For any thread. */
	void interrupt() {
		this.interrupted = true;
	}

	/**
	 * Does it all.
	 * @throws BenchFailure when it cannot be done
	 */
	Outcome run() {
		try (Crew crew = new Crew(this.plan)) {
			Load load = (this.plan.mode() == Mode.ECHO) ? new EchoLoad(this.plan, crew)
					: new TopicLoad(this.plan, crew);
			crew.start();
			long memory = this.server.residentBytes();
			connect(crew, load);
			if (this.plan.mode() == Mode.IDLE) {
				crew.settled();
				hold(crew, memory);
			}
			else {
				awaitHearing(crew, load);
				crew.settled();
				measure(crew, load);
			}
			awaitOtherClosings(crew);
			return new Outcome(this.plan, this.target.url().toString(), this.connecting, this.held, this.repetitions,
					crew.closings(), this.interrupted);
		}
		finally {
			this.progress.end();
		}
	}

	private void connect(Crew crew, Load load) {
		int receivers = load.receivers().size();
		int all = receivers + load.publishers().size();
		long started = System.nanoTime();
		long cpu = this.server.cpuNanos();
		new Opening(crew, this.target, this.plan.wire().connectRate(), all, 0).open(load.receivers());
		awaitReady(crew, receivers);
		if (crew.readyCount() == receivers) {
			this.connecting = new Connecting(receivers, (System.nanoTime() - started) / 1e9, since(cpu));
		}
		if (!this.interrupted && all > receivers) {
			new Opening(crew, this.target, 0, all, receivers).open(load.publishers());
			awaitReady(crew, all);
		}
	}

	private void awaitReady(Crew crew, int wanted) {
		int[] ready = { -1 };
		long[] since = { System.nanoTime() };
		await(crew, () -> {
			long now = System.nanoTime();
			if (crew.readyCount() != ready[0]) {
				ready[0] = crew.readyCount();
				since[0] = now;
			}
			if (now - since[0] > CONNECT_STALL.toNanos()) {
				throw new BenchFailure("Only " + ready[0] + " of " + wanted
						+ " connections became ready, and none in the last " + CONNECT_STALL.toSeconds() + " s.");
			}
			this.progress.connecting(ready[0], wanted);
			return ready[0] >= wanted;
		});
	}

	private void hold(Crew crew, long memory) {
		long started = System.nanoTime();
		long cpu = this.server.cpuNanos();
		long end = started + this.plan.timing().duration().toNanos();
		await(crew, () -> {
			this.progress.holding(crew.readyCount(), (end - System.nanoTime()) / 1e9);
			return System.nanoTime() >= end || crew.closedCount() > 0;
		});
		this.held = new Held((System.nanoTime() - started) / 1e9, memory, this.server.residentBytes(), since(cpu));
	}

	private void measure(Crew crew, Load load) {
		boolean goOn = !this.interrupted;
		if (!this.plan.timing().warmUp().isZero() && goOn) {
			Repetition warmUp = repetition(crew, load, this.plan.timing().warmUp(), "warming up");
			goOn = warmUp.sound() && crew.closedCount() == 0 && !this.interrupted;
			if (!warmUp.sound()) {
				this.repetitions.add(warmUp);
			}
		}
		int repeat = this.plan.timing().repeat();
		for (int i = 1; i <= repeat && goOn; i++) {
			Repetition made = repetition(crew, load, this.plan.timing().duration(), "measuring " + i + '/' + repeat);
			this.repetitions.add(made);
			goOn = !made.stalled() && crew.closedCount() == 0 && !this.interrupted;
		}
	}

	private void awaitHearing(Crew crew, Load load) {
		long[] probe = { 0 };
		long started = System.nanoTime();
		await(crew, () -> {
			long now = System.nanoTime();
			int unheard = load.unheard();
			if (unheard > 0 && now - started > HEARING.toNanos()) {
				throw new BenchFailure(unheard + " of " + this.plan.connections() + " subscribers hear nothing of what"
						+ " is published to their topic, after " + HEARING.toSeconds() + " s.");
			}
			if (unheard > 0 && (probe[0] == 0 || now - probe[0] > PROBE_EVERY_NANOS)) {
				probe[0] = now;
				load.probe();
			}
			return unheard <= 0;
		});
	}

	private Repetition repetition(Crew crew, Load load, Duration duration, String what) {
		this.phase = this.phase % Stamp.LAST_PHASE + 1;
		long now = System.nanoTime();
		crew.each((loop) -> loop.tally().begin(this.phase, now));
		long cpu = this.server.cpuNanos();
		long ownCpu = ServerProcess.ownCpuNanos();
		long started = System.nanoTime();
		load.begin(this.phase, started);
		await(crew, () -> {
			long at = System.nanoTime();
			this.progress.measuring(what, (at - started) / 1e9, crew.received());
			return at - started >= duration.toNanos() || crew.closedCount() > 0 || stalled(crew, load, started);
		});
		load.end();
		boolean stalled = drain(crew, load, started);
		long spent = since(cpu);
		long ownSpent = ServerProcess.ownCpuNanos() - ownCpu;
		Tally.Count count = new Tally.Count();
		crew.each((loop) -> {
			synchronized (count) {
				loop.tally().addTo(count);
			}
		});
		return new Repetition((Math.max(count.last, started) - started) / 1e9, load.expected(), count.received,
				count.doubled, count.late, count.strange, stalled, spent, ownSpent, count.latencies);
	}

	/**
	 * Waits for what is on its way, also when interrupted, so that it does not look lost.
	 * @return whether it did not come
	 */
	private boolean drain(Crew crew, Load load, long started) {
		while (crew.received() < load.expected() && crew.closedCount() == 0) {
			crew.check();
			if (stalled(crew, load, started)) {
				return true;
			}
			LockSupport.parkNanos(LOOK_NANOS);
		}
		return false;
	}

	private static boolean stalled(Crew crew, Load load, long started) {
		return crew.received() < load.expected()
				&& System.nanoTime() - Math.max(started, crew.lastReceived()) > STALL.toNanos();
	}

	private void await(Crew crew, BooleanSupplier done) {
		while (!this.interrupted) {
			crew.check();
			if (done.getAsBoolean()) {
				return;
			}
			LockSupport.parkNanos(5 * LOOK_NANOS);
		}
	}

	/**
	 * A server that closes one connection often closes more; they are counted together.
	 */
	private static void awaitOtherClosings(Crew crew) {
		long started = System.nanoTime();
		long changed = started;
		int closed = 0;
		long now = started;
		while (crew.closedCount() > 0 && now - changed < CLOSINGS.toNanos() && now - started < STALL.toNanos()) {
			if (crew.closedCount() != closed) {
				closed = crew.closedCount();
				changed = now;
			}
			LockSupport.parkNanos(LOOK_NANOS);
			now = System.nanoTime();
		}
	}

	private long since(long cpu) {
		return (cpu == ServerProcess.UNKNOWN) ? cpu : this.server.cpuNanos() - cpu;
	}

}
