package dev.stompbox.access;

import java.security.Principal;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Who is asking, and how they proved it.
 *
 * @param name unique per person or program; an anonymous caller has a name of its own,
 * made for the connection
 * @param proof how it was proved
 * @param roles what the caller is, for the rules
 * @param credential what else the credentials say
 */
public record Caller(String name, Proof proof, Set<String> roles, Credential credential) implements Principal {

	/** The role that may do everything. */
	public static final String OPERATOR = "operator";

	/** How a caller proved who they are. */
	public enum Proof {

		/** Not at all. */
		NONE,
		/** By the operator's token. */
		TOKEN,
		/** By an API key. */
		KEY,
		/** By a JSON Web Token. */
		JWT,
		/** By a client certificate. */
		CERTIFICATE,
		/** By being the server. */
		SERVER

	}

	/** The server, who publishes {@code $SYS.*}. */
	public static final Caller SERVER = new Caller("$server", Proof.SERVER, Set.of(OPERATOR));

	/** A caller of whose credentials nothing else is known. */
	public Caller(String name, Proof proof, Set<String> roles) {
		this(name, proof, roles, Credential.none());
	}

	/**
	 * A caller who gave no credentials; {@code id} tells them from others, for example
	 * their connection's id.
	 */
	public static Caller anonymous(String id) {
		return new Caller("anonymous-" + id, Proof.NONE, Set.of());
	}

	/** The one who knows the operator's token. */
	public static Caller operator() {
		return new Caller(OPERATOR, Proof.TOKEN, Set.of(OPERATOR));
	}

	/**
	 * The caller behind a request's or session's principal; an anonymous one, told apart
	 * by {@code id}, for none.
	 */
	public static Caller of(@Nullable Principal principal, String id) {
		return (principal instanceof Caller caller) ? caller : anonymous(id);
	}

	/** Whether they proved who they are. */
	public boolean authenticated() {
		return this.proof != Proof.NONE;
	}

	/** Whether they may do everything that is not the server's own. */
	public boolean isOperator() {
		return this.roles.contains(OPERATOR);
	}

	/** The same caller by way of a page's session. */
	Caller in(String session) {
		return new Caller(this.name, this.proof, this.roles, this.credential.in(session));
	}

	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public String toString() {
		return this.name;
	}

}
