package dev.stompbox.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Refused;
import dev.stompbox.stomp.Upstream;

import static org.assertj.core.api.Assertions.assertThat;

/** What a link is, whatever its connection does. */
class RelayedLinkTests {

	private static final byte[] NOTHING = new byte[0];

	private final LinkListener listener = new LinkListener();

	private final List<String> wire = new ArrayList<>();

	private final RelayedLink link = link(this.listener);

	private RelayedLink link(Upstream.Listener listener) {
		return new RelayedLink(listener, new RelayedLink.Wire() {

			@Override
			public void forward(String command, Headers headers, byte[] body) {
				RelayedLinkTests.this.wire.add(command);
			}

			@Override
			public void leave() {
				RelayedLinkTests.this.wire.add("leave");
			}

			@Override
			public void cut() {
				RelayedLinkTests.this.wire.add("cut");
			}

			@Override
			public void soon(Runnable task) {
				task.run();
			}

		}, 1_000);
	}

	private static Headers header(String name, String value) {
		return Headers.builder(1).add(name, value).build();
	}

	@Test
	void nothingIsPassedOnBeforeItIsOpenOrAfterItFailed() {
		this.link.pass("SEND", Headers.NONE, NOTHING);
		this.link.opened();
		this.link.pass("SEND", Headers.NONE, NOTHING);
		this.link.broken();
		this.link.pass("SEND", Headers.NONE, NOTHING);
		assertThat(this.wire).containsExactly("SEND", "cut");
		this.listener.next("opened");
		assertThat(this.listener.next("failed").refused().code()).isEqualTo(ErrorCode.BROKER_UNREACHABLE);
	}

	@Test
	void itFailsOnceForTheFirstReason() {
		this.link.opened();
		this.link.refused("Unknown destination");
		this.link.broken();
		this.link.late();
		this.listener.next("opened");
		Refused why = this.listener.next("failed").refused();
		assertThat(why.code()).isEqualTo(ErrorCode.BROKER_REFUSED);
		assertThat(why.detail()).isEqualTo("RabbitMQ refused: Unknown destination");
		assertThat(this.listener.unasked()).isZero();
	}

	@Test
	void anErrorBeforeItIsOpenIsTheLogins() {
		this.link.refused("Access refused for user 'x'");
		Refused why = this.listener.next("failed").refused();
		assertThat(why.code()).isEqualTo(ErrorCode.BROKER_LOGIN_REFUSED);
		assertThat(why.detail() + why.hint()).doesNotContain("'x'");
	}

	@Test
	void oneThatDoesNotOpenInTimeFails() {
		this.link.late();
		assertThat(this.listener.next("failed").refused().code()).isEqualTo(ErrorCode.BROKER_UNREACHABLE);
		assertThat(this.wire).containsExactly("cut");
	}

	@Test
	void afterItIsClosedNothingIsTold() {
		this.link.opened();
		this.listener.next("opened");
		this.link.close();
		this.link.receipt("1");
		this.link.broken();
		this.link.close();
		assertThat(this.wire).containsExactly("leave");
		assertThat(this.listener.unasked()).isZero();
	}

	@Test
	void oneThatIsClosedBeforeItIsOpenIsCut() {
		this.link.close();
		assertThat(this.wire).containsExactly("cut");
	}

	@Test
	void whatWaitsIsCountedAndTooMuchEndsIt() {
		this.link.opened();
		this.listener.next("opened");
		this.link.passed(1_001);
		assertThat(this.link.pending()).isEqualTo(1_001);
		this.link.pass("SEND", Headers.NONE, NOTHING);
		Refused why = this.listener.next("failed").refused();
		assertThat(why.property()).isEqualTo("stompbox.relay.outbox");
		this.link.written(1_001);
		assertThat(this.link.pending()).isZero();
	}

	@Test
	void aSubscriptionThatIsOverGetsNothingMore() {
		this.link.opened();
		this.listener.next("opened");
		this.link.pass("SUBSCRIBE", header("id", "mine"), NOTHING);
		this.link.message(header("subscription", "s1"), "1".getBytes());
		assertThat(this.listener.next("message").headers().get("subscription")).isEqualTo("mine");
		this.link.pass("UNSUBSCRIBE", header("id", "mine"), NOTHING);
		this.link.message(header("subscription", "s1"), "2".getBytes());
		this.link.message(header("subscription", "mine"), "3".getBytes());
		assertThat(this.listener.unasked()).isZero();
	}

	@Test
	void theListenerIsToldOneAtATimeWhoeverFinds() throws InterruptedException {
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch more = new CountDownLatch(1);
		List<String> order = new ArrayList<>();
		RelayedLink slow = link(new LinkListenerOf(order, inside, more));
		slow.opened();
		Thread first = new Thread(() -> slow.receipt("1"));
		first.start();
		assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
		// The first is still being told of: this leaves its own to that thread.
		slow.receipt("2");
		slow.broken();
		assertThat(order).isEmpty();
		more.countDown();
		first.join(10_000);
		assertThat(order).containsExactly("1", "2", "failed");
	}

	@Test
	void aListenerThatFailsEndsNothing() {
		RelayedLink unlucky = link(new LinkListener() {

			@Override
			public void receipt(String id) {
				throw new IllegalStateException("planted");
			}

		});
		unlucky.opened();
		unlucky.receipt("1");
		unlucky.pass("SEND", Headers.NONE, NOTHING);
		assertThat(this.wire).containsExactly("SEND");
	}

	/** Is slow at its first receipt. */
	private record LinkListenerOf(List<String> order, CountDownLatch inside,
			CountDownLatch more) implements Upstream.Listener {

		@Override
		public void opened() {
		}

		@Override
		public void message(Headers headers, byte[] body) {
		}

		@Override
		public void receipt(String id) {
			this.inside.countDown();
			try {
				this.more.await(10, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				throw new AssertionError(ex);
			}
			this.order.add(id);
		}

		@Override
		public void written() {
		}

		@Override
		public void failed(Refused why) {
			this.order.add("failed");
		}

	}

}
