package dev.stompbox.steps;

import java.util.Locale;
import java.util.UUID;

import dev.stompbox.support.StompboxServer;

/**
 * What one run of the ten steps uses.
 *
 * @param target what it is run against
 * @param servers that target's
 * @param prefix what the names of this run begin with
 */
public record Run(Target target, Servers servers, String prefix) {

	/** A run with names that no other has. */
	public static Run of(Client client, Target target, Servers servers) {
		String unique = UUID.randomUUID().toString().substring(0, 8);
		return new Run(target, servers, "demo." + client.name().toLowerCase(Locale.ROOT) + "-" + unique);
	}

	String topic(String name) {
		return "/topic/" + this.prefix + "." + name;
	}

	String queue(String name) {
		return "/queue/" + this.prefix + "." + name;
	}

	StompboxServer server() {
		return this.servers.server();
	}

	StompboxServer standing() {
		return this.servers.standing();
	}

	/** What the scripts are told, {@code name=value}. */
	String[] arguments() {
		return new String[] { "port=" + server().port(), "transport=" + this.target.transport(),
				"broker=" + (this.target.isEmbedded() ? "embedded" : "rabbitmq"), "prefix=" + this.prefix,
				"token=" + server().token(), "heartBeatPort=" + standing().port(),
				"heartBeatPid=" + standing().process().pid() };
	}

}
