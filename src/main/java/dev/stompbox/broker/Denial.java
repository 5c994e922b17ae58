package dev.stompbox.broker;

import dev.stompbox.access.AccessPolicy;
import dev.stompbox.access.Action;
import dev.stompbox.access.Caller;
import dev.stompbox.access.Decision;
import dev.stompbox.access.QueueTopics;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;
import dev.stompbox.message.TopicPattern;

/** What a caller is told who may not. */
final class Denial {

	private Denial() {
	}

	/** Only who proved who they are is told of the rules. */
	static Refused of(AccessPolicy policy, Caller caller, Action action, TopicPattern pattern) {
		String topic = pattern.name();
		String name = QueueTopics.isQueue(topic) ? topic.substring(topic.indexOf('.') + 1) : topic;
		String verb = switch (action) {
			case PUBLISH -> "publish to";
			case SUBSCRIBE -> "subscribe to";
			case MANAGE -> "manage";
		};
		if (!caller.authenticated()) {
			return new Refused(ErrorCode.UNAUTHENTICATED, "Without a token one may not " + verb + " " + name + ".",
					"Send one: Authorization: Bearer TOKEN, or passcode in STOMP's CONNECT. demo.# is open to anyone.");
		}
		Decision decision = policy.decide(caller, action, pattern);
		String rule = (decision.rule() != null || decision.except() != null) ? ": " + decision.why() : "";
		return new Refused(ErrorCode.FORBIDDEN, "\"" + caller.name() + "\" may not " + verb + " " + name + rule + ".",
				name.startsWith("$") ? "Topics that begin with $ are the server's own."
						: "Ask the operator of this server for the right.");
	}

}
