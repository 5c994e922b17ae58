package dev.stompbox.rest;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import dev.stompbox.connection.ConnectionInfo;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Which connections are asked for, in which order, and from where on: the server looks
 * through all of them, so that no client has to be given all.
 *
 * @param text a part of the id, caller, address or transport; empty for any
 * @param transport what is spoken on it; empty for any
 * @param pending bytes that wait to be written to it, at least
 * @param order in which they come
 * @param byId whether that is the order of the ids
 * @param after the id after which a page in that order begins; empty for the first
 * @param offset how many come before the page
 */
record ConnectionQuery(String text, String transport, long pending, Comparator<ConnectionInfo> order, boolean byId,
		String after, long offset) {

	private static final Map<String, Comparator<ConnectionInfo>> ORDERS = new TreeMap<>(Map.of("id",
			Comparator.comparing(ConnectionInfo::id), "caller", Comparator.comparing(ConnectionInfo::caller),
			"transport", Comparator.comparing(ConnectionInfo::transport), "remote",
			Comparator.comparing(ConnectionInfo::remote), "openedAt",
			Comparator.comparingLong(ConnectionInfo::openedAt), "messagesIn",
			Comparator.comparingLong(ConnectionInfo::messagesIn), "messagesOut",
			Comparator.comparingLong(ConnectionInfo::messagesOut), "bytesIn",
			Comparator.comparingLong(ConnectionInfo::bytesIn), "bytesOut",
			Comparator.comparingLong(ConnectionInfo::bytesOut), "pending",
			Comparator.comparingLong(ConnectionInfo::pending)));

	/**
	 * Reads a request's parameters.
	 * @throws Refused {@link ErrorCode#BAD_REQUEST} when one makes no sense
	 */
	static ConnectionQuery of(Map<String, String> parameters) {
		String by = parameters.getOrDefault("sort", "id");
		boolean descending = Boolean.parseBoolean(parameters.get("descending"));
		String after = parameters.getOrDefault("after", "");
		long offset = number(parameters, "offset");
		Comparator<ConnectionInfo> order = ORDERS.get(by);
		if (order == null) {
			throw new Refused(ErrorCode.BAD_REQUEST, "sort is not something that connections have.",
					"Sort by one of: " + String.join(", ", ORDERS.keySet()) + '.');
		}
		boolean byId = "id".equals(by) && !descending;
		if (!after.isEmpty() && (!byId || offset > 0)) {
			throw new Refused(ErrorCode.BAD_REQUEST, "after and offset are two ways to name a page.",
					"Use after in the order of the ids, and an offset in any other.");
		}
		return new ConnectionQuery(parameters.getOrDefault("text", "").toLowerCase(Locale.ROOT),
				parameters.getOrDefault("transport", ""), number(parameters, "pending"),
				(descending ? order.reversed() : order).thenComparing(ConnectionInfo::id), byId, after, offset);
	}

	private static long number(Map<String, String> parameters, String name) {
		String text = parameters.getOrDefault(name, "0");
		if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch((c) -> c >= '0' && c <= '9')) {
			throw new Refused(ErrorCode.BAD_REQUEST, name + " is not a number.", "Write for example " + name + "=0.");
		}
		return Long.parseLong(text);
	}

	/**
	 * The page, and what it is a part of.
	 *
	 * @param matching how many there are on all pages
	 * @param shown those of this page
	 * @param more whether there are others after it
	 */
	record Result(int matching, List<ConnectionInfo> shown, boolean more) {
	}

	Result of(List<ConnectionInfo> all, int limit) {
		List<ConnectionInfo> matching = all.stream().filter(this::matches).toList();
		List<ConnectionInfo> rest = matching.stream()
			.filter((one) -> one.id().compareTo(this.after) > 0)
			.sorted(this.order)
			.skip(this.offset)
			.limit(limit + 1L)
			.toList();
		boolean more = rest.size() > limit;
		return new Result(matching.size(), more ? rest.subList(0, limit) : rest, more);
	}

	private boolean matches(ConnectionInfo one) {
		return one.pending() >= this.pending && (this.transport.isEmpty() || this.transport.equals(one.transport()))
				&& (this.text.isEmpty() || has(one.id()) || has(one.caller()) || has(one.remote())
						|| has(one.transport()));
	}

	private boolean has(String value) {
		return value.toLowerCase(Locale.ROOT).contains(this.text);
	}

}
