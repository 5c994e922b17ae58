package dev.stompbox.stomp;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays a {@link Conversation} against a server that runs. What one client said is dealt
 * with before another one speaks, and at the end nothing more may come: both are known by
 * receipts, not by waiting.
 */
final class WirePlayer {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	/** Where a difference is expected nobody waits as long for what does not come. */
	private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(1);

	private static final Pattern CONNECTED = Pattern.compile("connected (1\\.\\d)");

	/** A name that is free for anyone, in a destination. */
	private static final Pattern NAME = Pattern.compile("/(topic|queue)/demo(?=[./␀␍\\s]|$)");

	private final Target target;

	private final int port;

	private final String own;

	private final Duration patience;

	private final Map<Integer, WirePlayerClient> clients = new TreeMap<>();

	private final Map<String, String> bound = new HashMap<>();

	private boolean names;

	/**
	 * @param port where the server is
	 * @param own a word that makes the names of topics and queues this conversation's own
	 * @param different whether it is expected to go another way
	 */
	WirePlayer(Target target, int port, String own, boolean different) {
		this.target = target;
		this.port = port;
		this.own = own;
		this.patience = different ? LITTLE_PATIENCE : PATIENCE;
	}

	/** Plays it; an {@link AssertionError} says where it goes another way. */
	void play(Conversation conversation) {
		this.names = hasNamesOfItsOwn(conversation);
		try {
			conversation.steps().forEach(this::play);
			// Twice: what the last client said may have led to something for the first.
			this.clients.values().forEach(WirePlayerClient::settle);
			this.clients.values().forEach(WirePlayerClient::settle);
			this.clients.values().forEach(WirePlayerClient::nothingMore);
		}
		finally {
			this.clients.values().forEach(WirePlayerClient::close);
		}
	}

	/**
	 * Names are changed unless that would be seen: where bytes are counted, or a name
	 * stands in a sentence.
	 */
	private static boolean hasNamesOfItsOwn(Conversation conversation) {
		return conversation.steps().stream().noneMatch((step) -> {
			if (step instanceof Conversation.Sees sees) {
				String all = String.join("\n", sees.lines());
				return NAME.matcher(all).replaceAll("").contains("demo");
			}
			return step instanceof Conversation.Sends sends && sends.text().contains("×");
		});
	}

	private String named(String text) {
		return this.names ? NAME.matcher(text).replaceAll("/$1/demo." + this.own) : text;
	}

	private void play(Conversation.Step step) {
		if (step instanceof Conversation.Is is) {
			come(is);
			return;
		}
		WirePlayerClient client = this.clients.computeIfAbsent(step.client(), (number) -> client("text"));
		if (step instanceof Conversation.Sends sends) {
			this.clients.values().stream().filter((other) -> other != client).forEach(WirePlayerClient::settle);
			Conversation.Sends own = new Conversation.Sends(sends.client(), named(sends.text()));
			client.send(own.bytes(this.bound), own.unfinished());
		}
		else if (step instanceof Conversation.Sees sees) {
			List<String> lines = this.target.expected(sees.lines().stream().map(this::named).toList());
			if (!this.target.keepsIds()) {
				this.bound.keySet()
					.removeIf((name) -> lines.stream().anyMatch((line) -> line.contains("{" + name + "}")));
			}
			client.sees(lines, this.bound);
		}
		else if (step instanceof Conversation.Closes closes) {
			client.closes(closes.code());
		}
		else if (step instanceof Conversation.Waits waits) {
			client.waitUntil(waits.seconds());
		}
	}

	private void come(Conversation.Is is) {
		WirePlayerClient before = this.clients.get(is.client());
		if (before != null) {
			before.close();
		}
		WirePlayerClient client = client(is.what());
		this.clients.put(is.client(), client);
		Matcher connected = CONNECTED.matcher(is.what());
		if (connected.find()) {
			String softDeny = is.what().contains("soft-deny") ? "soft-deny:true\n" : "";
			client.send(Conversation.bytes("CONNECT\naccept-version:" + connected.group(1) + "\n" + softDeny + "\n␀"),
					false);
			client.sees(List.of("CONNECTED", "…", "", "␀"), this.bound);
			client.settle();
		}
	}

	private WirePlayerClient client(String what) {
		String[] headers = what.contains("operator") ? new String[] { "Authorization: Bearer " + MemoryServer.TOKEN }
				: new String[0];
		WireClient wire = this.target.open(this.port, headers);
		return new WirePlayerClient(wire, !what.contains("binary"), this.patience, this.target.oneOrder());
	}

}
