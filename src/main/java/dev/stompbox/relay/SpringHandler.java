package dev.stompbox.relay;

import java.util.List;

import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.stomp.StompBrokerRelayMessageHandler;
import org.springframework.messaging.support.ExecutorSubscribableChannel;

/** Spring's relay, set up as this server needs it. */
final class SpringHandler extends StompBrokerRelayMessageHandler {

	SpringHandler(RelayProperties properties, SpringTcp tcp, MessageChannel outbound) {
		super(new ExecutorSubscribableChannel(), outbound, new ExecutorSubscribableChannel(), List.of());
		setRelayHost(properties.host());
		setRelayPort(properties.port());
		setClientLogin(properties.login());
		setClientPasscode(properties.passcode());
		setSystemLogin(properties.login());
		setSystemPasscode(properties.passcode());
		setSystemHeartbeatSendInterval(properties.heartBeat().toMillis());
		setSystemHeartbeatReceiveInterval(properties.heartBeat().toMillis());
		// Unset, some versions of Spring ask for one named like the host.
		setVirtualHost(properties.virtualHost());
		setTcpClient(tcp);
	}

	/**
	 * Each session stands on its own connection: that the one of the server's own is away
	 * is no reason to cut those that work.
	 */
	@Override
	public boolean isBrokerAvailable() {
		return true;
	}

}
