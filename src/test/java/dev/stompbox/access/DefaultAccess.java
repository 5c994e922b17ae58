package dev.stompbox.access;

import java.util.ArrayList;
import java.util.List;

/** Hands rules to the tests of other packages. */
public final class DefaultAccess {

	private DefaultAccess() {
	}

	/** The rules that hold without configuration. */
	public static AccessPolicy policy() {
		return new AccessRules();
	}

	/** As many rules, of which the last lets anyone use {@code demo.#}. */
	public static AccessPolicy policy(int rules) {
		List<Rule> list = new ArrayList<>(rules);
		for (int i = 0; i < rules - 1; i++) {
			list.add(Rule.of(i, "place" + i + ".*.#", List.of("role:place" + i), List.of("user:{1}"), null));
		}
		if (rules > 0) {
			list.add(Rule.of(rules - 1, "demo.#", List.of("anyone"), List.of("anyone"), null));
		}
		return new AccessRules(list);
	}

}
