package dev.stompbox.relay;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.stompbox.broker.Remote;
import dev.stompbox.broker.RemoteListener;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Whether RabbitMQ is there, as the one connection tells that is always kept to it. Says
 * so once when it goes and once when it comes back.
 */
final class Availability {

	private static final Logger LOGGER = LoggerFactory.getLogger(Availability.class);

	private final String address;

	private final String login;

	private final List<RemoteListener> listeners = new CopyOnWriteArrayList<>();

	private volatile @Nullable Refused away = Refusals.notYet();

	private volatile Remote.State state;

	private @Nullable ErrorCode told;

	private long since;

	/**
	 * @param address where RabbitMQ is, for the operator
	 * @param login as whom this server is there
	 */
	Availability(String address, String login) {
		this.address = address;
		this.login = login;
		this.state = new Remote.State(address, false, System.currentTimeMillis(), Refusals.notYet().detail());
	}

	/** Tells {@code listener} of what happens from now on. */
	void listen(RemoteListener listener) {
		this.listeners.add(listener);
	}

	/**
	 * Why nothing can be passed on, in words for clients; {@code null} when RabbitMQ is
	 * there.
	 */
	@Nullable Refused away() {
		return this.away;
	}

	/** The same in words for the operator. */
	Remote.State state() {
		return this.state;
	}

	/** RabbitMQ has let this server in. */
	void up(String product) {
		String sentence;
		synchronized (this) {
			if (this.away == null) {
				return;
			}
			sentence = "RabbitMQ at " + this.address
					+ ((this.told == null) ? " is connected"
							: " is back after " + Duration.ofNanos(System.nanoTime() - this.since).toSeconds() + " s")
					+ " (" + product + ")";
			this.away = null;
			this.told = null;
			this.state = new Remote.State(this.address, true, System.currentTimeMillis(), sentence);
		}
		LOGGER.info("{}", sentence);
		this.listeners.forEach((listener) -> listener.back(sentence));
	}

	/** RabbitMQ cannot be reached, or has gone. */
	void unreachable(String cause) {
		down(Refusals.unreachable(), new Refused(ErrorCode.BROKER_UNREACHABLE,
				"RabbitMQ at " + this.address + " cannot be reached (" + cause + ").",
				"If it is up, its STOMP plugin may be off: rabbitmq-plugins enable rabbitmq_stomp. Stompbox keeps trying; "
						+ "until then what is published is answered with 503."));
	}

	/** RabbitMQ does not let this server in. */
	void loginRefused(String words) {
		down(Refusals.loginRefused(), new Refused(ErrorCode.BROKER_LOGIN_REFUSED,
				"RabbitMQ at " + this.address + " refused \"" + this.login + "\" (" + words + ").",
				"It lets \"guest\" in only from its own host. Set stompbox.relay.login, stompbox.relay.passcode and "
						+ "stompbox.relay.virtual-host."));
	}

	private void down(Refused forClients, Refused forTheOperator) {
		synchronized (this) {
			if (this.away == null || this.told == null) {
				this.since = System.nanoTime();
			}
			this.away = forClients;
			if (this.told == forTheOperator.code()) {
				return;
			}
			long from = (this.state.up() || this.told == null) ? System.currentTimeMillis() : this.state.since();
			this.told = forTheOperator.code();
			this.state = new Remote.State(this.address, false, from,
					forTheOperator.detail() + ' ' + forTheOperator.hint());
		}
		LOGGER.warn("{} {} {}", forTheOperator.code().code(), forTheOperator.detail(), forTheOperator.hint());
		this.listeners.forEach((listener) -> listener.away(forTheOperator));
	}

}
