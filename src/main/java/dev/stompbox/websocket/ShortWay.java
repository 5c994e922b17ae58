package dev.stompbox.websocket;

import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * One upgrade on its way through {@link UpgradeFactory}: the socket that it is for, and,
 * once it is agreed on, the connection and the answer. Used by one thread.
 */
final class ShortWay {

	private static final String ATTRIBUTE = ShortWay.class.getName();

	private final EndPoint endPoint;

	private final Executor executor;

	private final HttpFields.Mutable answer;

	private final InetSocketAddress remote;

	private @Nullable WebSocketConnection connection;

	/**
	 * @param remote the client's address, which a proxy may have said
	 */
	ShortWay(EndPoint endPoint, Executor executor, HttpFields.Mutable answer, InetSocketAddress remote) {
		this.endPoint = endPoint;
		this.executor = executor;
		this.answer = answer;
		this.remote = remote;
	}

	/** The short way that a request is on, or {@code null} when it is on the long way. */
	static @Nullable ShortWay of(HttpServletRequest request) {
		return (ShortWay) request.getAttribute(ATTRIBUTE);
	}

	UpgradeRequest request(org.eclipse.jetty.http.MetaData.Request asked) {
		UpgradeRequest request = new UpgradeRequest(asked, this.endPoint, this.remote);
		request.setAttribute(ATTRIBUTE, this);
		// It is judged on the thread that serves all sockets.
		request.setAttribute("stompbox.must-not-wait", true);
		return request;
	}

	void agree(SessionOpening opening, HttpHeaders headers, Agreement agreement) {
		agreement.answer(this.answer);
		this.connection = new WebSocketConnection(this.endPoint, this.executor, opening, headers);
	}

	/** The connection that was agreed on, or {@code null} when none was. */
	@Nullable WebSocketConnection connection() {
		return this.connection;
	}

	/** Takes back what was agreed on. */
	void giveUp(String why) {
		this.answer.clear();
		if (this.connection != null) {
			this.connection.connection().gone(why);
			this.connection = null;
		}
	}

	InetSocketAddress local() {
		return (InetSocketAddress) this.endPoint.getLocalSocketAddress();
	}

	InetSocketAddress remote() {
		return this.remote;
	}

}
