package dev.stompbox.rest;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.stompbox.broker.TopicInfo;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Which topics are asked for, in which order, and from where on: the server looks through
 * all of them, so that no client has to be given all.
 *
 * @param text a part of the name, in lower case; empty for any
 * @param order in which they come
 * @param byName whether that is the order of the names
 * @param after the name after which a page in that order begins; empty for the first
 */
record TopicQuery(String text, Comparator<TopicInfo> order, boolean byName, String after) {

	private static final String NAME = "topic";

	private static final Map<String, Comparator<TopicInfo>> ORDERS = new TreeMap<>(Map.of(NAME,
			Comparator.comparing(TopicInfo::topic), "subscribers", Comparator.comparingInt(TopicInfo::subscribers),
			"messagesIn", Comparator.comparingLong(TopicInfo::messagesIn), "messagesOut",
			Comparator.comparingLong(TopicInfo::messagesOut), "bytesIn", Comparator.comparingLong(TopicInfo::bytesIn),
			"inPerSecond", Comparator.comparingLong(TopicInfo::inPerSecond), "outPerSecond",
			Comparator.comparingLong(TopicInfo::outPerSecond), "lastMessageAt",
			Comparator.comparing(TopicInfo::lastMessageAt, Comparator.nullsFirst(Comparator.naturalOrder()))));

	/**
	 * Reads a request's parameters.
	 * @throws Refused {@link ErrorCode#BAD_REQUEST} when one makes no sense
	 */
	static TopicQuery of(Map<String, String> parameters) {
		String by = parameters.getOrDefault("sort", NAME);
		boolean descending = Boolean.parseBoolean(parameters.get("descending"));
		String after = parameters.getOrDefault("after", "");
		Comparator<TopicInfo> order = ORDERS.get(by);
		if (order == null) {
			throw new Refused(ErrorCode.BAD_REQUEST, "sort is not something that topics have.",
					"Sort by one of: " + String.join(", ", ORDERS.keySet()) + '.');
		}
		boolean byName = NAME.equals(by) && !descending;
		if (!after.isEmpty() && !byName) {
			throw new Refused(ErrorCode.BAD_REQUEST, "after names a page in the order of the names alone.",
					"Leave out sort and descending, or after.");
		}
		return new TopicQuery(parameters.getOrDefault("text", "").toLowerCase(Locale.ROOT),
				(descending ? order.reversed() : order).thenComparing(TopicInfo::topic), byName, after);
	}

	/**
	 * The page, and what it is a part of.
	 *
	 * @param matching how many there are on all pages
	 * @param shown those of this page
	 * @param next the {@code after} of the next page, or {@code null} where there is none
	 * or the order is another than that of the names
	 */
	record Result(int matching, List<TopicInfo> shown, @Nullable String next) {
	}

	Result of(List<TopicInfo> all, int limit) {
		List<TopicInfo> matching = all.stream()
			.filter((one) -> this.text.isEmpty() || one.topic().toLowerCase(Locale.ROOT).contains(this.text))
			.toList();
		List<TopicInfo> page = matching.stream()
			.filter((one) -> one.topic().compareTo(this.after) > 0)
			.sorted(this.order)
			.limit(limit + 1L)
			.toList();
		boolean more = page.size() > limit;
		List<TopicInfo> shown = more ? page.subList(0, limit) : page;
		return new Result(matching.size(), shown, (more && this.byName) ? shown.get(limit - 1).topic() : null);
	}

}
