package dev.stompbox.access;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/**
 * One entry of {@code stompbox.topics}, as far as it says who may what.
 *
 * @param index its place in the list
 * @param match the topics that it is about
 * @param terms who may, by action; an action that it does not speak of is not there
 */
record Rule(int index, TopicPattern match, Map<Action, List<Term>> terms) {

	/**
	 * Reads a rule.
	 * @throws IllegalArgumentException naming the key that is wrong
	 */
	static Rule of(int index, String match, @Nullable List<String> subscribe, @Nullable List<String> publish,
			@Nullable List<String> manage) {
		String place = "stompbox.topics[" + index + "]";
		TopicPattern pattern = pattern(match, place + ".match");
		Map<Action, List<Term>> terms = new EnumMap<>(Action.class);
		read(terms, Action.SUBSCRIBE, subscribe, pattern, place);
		read(terms, Action.PUBLISH, publish, pattern, place);
		read(terms, Action.MANAGE, manage, pattern, place);
		return new Rule(index, pattern, terms);
	}

	static TopicPattern pattern(String text, String key) {
		if (QueueTopics.isQueue(text)) {
			throw new IllegalArgumentException(key + ": a queue is judged by its name, without $QUEUE.");
		}
		try {
			return TopicPattern.parse(text);
		}
		catch (Refused ex) {
			throw new IllegalArgumentException(key + ": " + ex.detail().replaceFirst("\\.$", ""));
		}
	}

	private static void read(Map<Action, List<Term>> terms, Action action, @Nullable List<String> texts,
			TopicPattern match, String place) {
		if (texts == null) {
			return;
		}
		List<Term> read = new ArrayList<>(texts.size());
		for (int i = 0; i < texts.size(); i++) {
			try {
				Term term = Term.parse(texts.get(i));
				if (term instanceof Term.Word word) {
					CapturedWord.check(match, word.number());
				}
				read.add(term);
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException(place + '.' + action.key() + '[' + i + "]: " + ex.getMessage());
			}
		}
		terms.put(action, List.copyOf(read));
	}

	/** Whether it says anything about the action. */
	boolean says(Action action) {
		return this.terms.containsKey(action);
	}

	/** What it grants, as patterns; nothing when it does not speak of the action. */
	List<TopicPattern> granted(Caller caller, Action action) {
		List<TopicPattern> granted = new ArrayList<>();
		for (Term term : this.terms.getOrDefault(action, List.of())) {
			granted.addAll(term.granted(this.match, caller));
		}
		return granted;
	}

	/** The first term that grants a topic to the caller, or {@code null}. */
	@Nullable Term granting(Caller caller, Action action, Topic asked) {
		for (Term term : this.terms.getOrDefault(action, List.of())) {
			if (term.granted(this.match, caller).stream().anyMatch((pattern) -> pattern.matches(asked))) {
				return term;
			}
		}
		return null;
	}

	/**
	 * The first term that alone grants all of a pattern to the caller, or {@code null}.
	 */
	@Nullable Term granting(Caller caller, Action action, TopicPattern asked) {
		for (Term term : this.terms.getOrDefault(action, List.of())) {
			if (term.granted(this.match, caller).stream().anyMatch((pattern) -> pattern.contains(asked))) {
				return term;
			}
		}
		return null;
	}

	/** Whom it grants the action to, for people. */
	String whom(Action action) {
		List<Term> list = this.terms.getOrDefault(action, List.of());
		return list.isEmpty() ? "nobody" : list.stream().map(Term::text).collect(Collectors.joining(", "));
	}

	/** Which one it is, for people. */
	String place() {
		return "stompbox.topics[" + this.index + "] (match: " + this.match.name() + ")";
	}

}
