package dev.stompbox.connection;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Who may open one more connection: counts them by address and by caller, and holds off
 * who comes too often. An IPv6 network of 64 bits is one address. What it remembers is
 * bounded: one entry per address and caller that is connected, and so many others.
 *
 * <p>
 * Lock: an entry's own in each of its maps, for a few field updates; taken alone.
 */
final class Admission {

	/** A connection that ends sooner than this after it was opened has flapped. */
	static final long SHORT = Duration.ofSeconds(5).toNanos();

	/** Of those that are not connected so many are remembered. */
	private static final int MOST_REMEMBERED = 50_000;

	private static final int BURST_SECONDS = 10;

	private static final long SWEEP_EVERY = Duration.ofSeconds(10).toNanos();

	private volatile AdmissionLimits limits;

	private final LongSupplier clock;

	private final int mostAddresses;

	private final Map<Long, Visitor> visitors = new ConcurrentHashMap<>();

	private final Map<String, Integer> callers = new ConcurrentHashMap<>();

	private final Map<Flapper, Flaps> flapping = new ConcurrentHashMap<>();

	private volatile long sweptAt;

	/**
	 * @param connections how many may be open, from all addresses together
	 * @param clock as {@link System#nanoTime()}
	 */
	Admission(AdmissionLimits limits, int connections, LongSupplier clock) {
		this.limits = limits;
		this.clock = clock;
		this.mostAddresses = (int) Math.min(Integer.MAX_VALUE, (long) connections + MOST_REMEMBERED);
		this.sweptAt = clock.getAsLong();
	}

	/** What is known of an address. */
	private static final class Visitor {

		private int open;

		private @Nullable TokenBucket upgrades;

	}

	private record Flapper(long network, String caller) {
	}

	/** From now on lets in by other limits. */
	void replace(AdmissionLimits other) {
		this.limits = other;
	}

	/** Whether limits hold for this address. */
	boolean concerns(InetAddress address) {
		return !this.limits.trusted().test(address);
	}

	/**
	 * Asks for one more connection, and counts the asking.
	 * @param caller whose, if they gave credentials
	 * @return why not, or {@code null} when it may be opened
	 */
	@Nullable Denied ask(InetAddress address, @Nullable String caller) {
		if (!concerns(address)) {
			return null;
		}
		Denied denied = heldOff(address, caller);
		if (denied == null && caller != null) {
			denied = tooManyOf(caller, 0);
		}
		return (denied != null) ? denied : visit(address);
	}

	private @Nullable Denied visit(InetAddress address) {
		long now = this.clock.getAsLong();
		@Nullable Denied[] denied = new @Nullable Denied[1];
		makeRoom(now);
		this.visitors.compute(Networks.of(address), (network, known) -> {
			Visitor visitor = (known != null) ? known : new Visitor();
			int most = this.limits.perAddress();
			if (most > 0 && visitor.open >= most) {
				denied[0] = denied(Cause.ADDRESS,
						Networks.text(address) + " has " + most + " connections open, as many as one address may have.",
						most, 5);
			}
			else if (this.limits.upgradeRate() > 0) {
				denied[0] = take(visitor, address, now);
			}
			return visitor;
		});
		return denied[0];
	}

	private @Nullable Denied take(Visitor visitor, InetAddress address, long now) {
		TokenBucket upgrades = visitor.upgrades;
		if (upgrades == null) {
			upgrades = new TokenBucket(this.limits.upgradeRate(), BURST_SECONDS, now);
			visitor.upgrades = upgrades;
		}
		if (upgrades.take(now)) {
			return null;
		}
		return denied(Cause.RATE,
				Networks.text(address) + " opens more than " + this.limits.upgradeRate() + " connections per second.",
				this.limits.upgradeRate(), seconds(upgrades.until(1, now)));
	}

	private @Nullable Denied heldOff(InetAddress address, @Nullable String caller) {
		if (this.limits.flaps() == 0) {
			return null;
		}
		Flapper flapper = new Flapper(Networks.of(address), (caller != null) ? caller : "");
		long[] left = new long[1];
		this.flapping.computeIfPresent(flapper, (key, flaps) -> {
			// Asked for in here: a connection that ends meanwhile must not have begun the
			// hold in this one's future.
			left[0] = flaps.heldFor(this.clock.getAsLong());
			return flaps;
		});
		return (left[0] == 0) ? null
				: denied(Cause.FLAPS,
						((caller != null) ? '"' + caller + '"' : "Somebody") + " at " + Networks.text(address)
								+ " opened and lost " + this.limits.flaps() + " connections within "
								+ this.limits.flapWindow().toSeconds() + " s, each in less than "
								+ Duration.ofNanos(SHORT).toSeconds() + " s.",
						this.limits.flaps(), seconds(left[0]));
	}

	private @Nullable Denied tooManyOf(String caller, int own) {
		int most = this.limits.perCaller();
		if (most == 0 || this.callers.getOrDefault(caller, 0) - own < most) {
			return null;
		}
		return denied(Cause.CALLER,
				'"' + caller + "\" has " + most + " connections open, as many as one caller may have.", most, 5);
	}

	private static Denied denied(Cause cause, String detail, int limit, int after) {
		return new Denied(cause.code, 429, cause.title, detail, String.valueOf(limit),
				"stompbox.limits." + cause.property, after);
	}

	private enum Cause {

		ADDRESS("SB-319", "Too many connections from one address", "connections-per-address"),
		CALLER("SB-320", "Too many connections of one caller", "connections-per-caller"),
		RATE("SB-321", "Too many connections in a short time", "upgrade-rate"), FLAPS("SB-322", "Held off", "flaps");

		private final String code;

		private final String title;

		private final String property;

		Cause(String code, String title, String property) {
			this.code = code;
			this.title = title;
			this.property = property;
		}

	}

	private static int seconds(long nanos) {
		return (int) Math.max(1, Duration.ofNanos(nanos + 999_999_999).toSeconds());
	}

	/** Counts a connection that was opened. */
	void opened(InetAddress address) {
		this.visitors.compute(Networks.of(address), (network, known) -> {
			Visitor visitor = (known != null) ? known : new Visitor();
			visitor.open++;
			return visitor;
		});
	}

	/**
	 * Counts a connection as one of {@code caller}'s, and no longer as {@code before}'s.
	 * @return why that cannot be, or {@code null} when it is counted
	 */
	@Nullable Denied claim(InetAddress address, String caller, @Nullable String before) {
		boolean same = caller.equals(before);
		Denied denied = heldOff(address, caller);
		if (denied == null) {
			denied = tooManyOf(caller, same ? 1 : 0);
		}
		if (denied == null && !same) {
			release(before);
			this.callers.merge(caller, 1, Integer::sum);
		}
		return denied;
	}

	private void release(@Nullable String caller) {
		if (caller != null) {
			this.callers.computeIfPresent(caller, (name, count) -> (count > 1) ? count - 1 : null);
		}
	}

	/**
	 * Takes a connection out of the count.
	 * @param flapped whether that was soon after it was opened, and the client's doing
	 */
	void left(InetAddress address, @Nullable String caller, boolean flapped) {
		long now = this.clock.getAsLong();
		release(caller);
		this.visitors.computeIfPresent(Networks.of(address), (network, visitor) -> {
			visitor.open--;
			return visitor;
		});
		if (flapped && this.limits.flaps() > 0) {
			makeRoom(now);
			this.flapping.compute(new Flapper(Networks.of(address), (caller != null) ? caller : ""), (key, known) -> {
				Flaps flaps = (known != null) ? known
						: new Flaps(this.limits.flapWindow().toNanos(), this.limits.flapHold().toNanos(), now);
				flaps.count(this.limits.flaps(), now);
				return flaps;
			});
		}
	}

	/** Forgets those of whom nothing matters any more; called by the clock. */
	void sweep(long now) {
		if (now - this.sweptAt > SWEEP_EVERY) {
			this.sweptAt = now;
			forget(now);
		}
	}

	private void forget(long now) {
		for (Long network : this.visitors.keySet()) {
			this.visitors.computeIfPresent(network, (key, visitor) -> {
				boolean used = visitor.open > 0 || (visitor.upgrades != null && !visitor.upgrades.isFull(now));
				return used ? visitor : null;
			});
		}
		for (Flapper flapper : this.flapping.keySet()) {
			this.flapping.computeIfPresent(flapper, (key, flaps) -> flaps.over(now) ? null : flaps);
		}
	}

	/**
	 * Under an attack from very many addresses those that are not connected are
	 * forgotten, whichever come first: what is remembered stays bounded, and nobody is
	 * turned away for it.
	 */
	private void makeRoom(long now) {
		if (this.visitors.size() >= this.mostAddresses) {
			forget(now);
			trim(this.visitors, this.mostAddresses - MOST_REMEMBERED / 2, (visitor) -> visitor.open == 0);
		}
		if (this.flapping.size() >= MOST_REMEMBERED) {
			forget(now);
			trim(this.flapping, MOST_REMEMBERED / 2, (flaps) -> true);
		}
	}

	private static <K, V> void trim(Map<K, V> map, int most, Predicate<V> idle) {
		int tooMany = map.size() - most;
		for (Iterator<K> each = map.keySet().iterator(); each.hasNext() && tooMany > 0;) {
			if (map.computeIfPresent(each.next(), (key, known) -> idle.test(known) ? null : known) == null) {
				tooMany--;
			}
		}
	}

	/** How many addresses are remembered. */
	int remembered() {
		return this.visitors.size();
	}

}
