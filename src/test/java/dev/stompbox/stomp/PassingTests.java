package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.access.Authenticator;
import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.access.Refusals;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.QueueLimits;
import dev.stompbox.broker.Remote;
import dev.stompbox.connection.Burst;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionLimits;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.FakeTransport;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;

/** A session whose topics and queues another broker keeps. */
class PassingTests {

	private final FakeUpstream rabbit = new FakeUpstream();

	private final FakeTransport transport = new FakeTransport();

	private final Connections connections = new Connections(
			new ConnectionLimits(10, 1 << 20, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	private final Connection connection = this.connections.open("127.0.0.1:1", this.transport);

	private final StompSession session = new StompSession(this.connection,
			new StompServer(
					new Broker(DefaultAccess.policy(), 100, QueueLimits.DEFAULT, Refusals.UNHEARD, new KeptThere()),
					new Authenticator("t"), (where, refused) -> {
					}, MemoryServer.LIMITS, this.rabbit),
			Caller.operator());

	/** What the broker here knows of it; all that these tests do goes past it. */
	private static final class KeptThere implements Remote {

		@Override
		public void publish(Publication publication) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Runnable subscribe(TopicPattern pattern, Consumer<Message> messages, Runnable gap) {
			throw new UnsupportedOperationException();
		}

		@Override
		public State state() {
			return new State("there:1", true, 0, "");
		}

	}

	PassingTests() {
		this.connection.receiver(this.session);
	}

	private void sends(String... frames) {
		try (Burst burst = Burst.open()) {
			for (String frame : frames) {
				byte[] bytes = (frame + "\0").getBytes(StandardCharsets.UTF_8);
				this.session.received(true, bytes, 0, bytes.length);
			}
		}
	}

	private void connects(String more) {
		sends("CONNECT\naccept-version:1.2\n" + more + "\n");
		assertThat(said()).singleElement().asString().startsWith("CONNECTED");
	}

	private List<String> said() {
		List<String> said = new ArrayList<>();
		this.transport.frames()
			.forEach((frame) -> said.add((frame.opcode() == 8) ? frame.closeCode() + " " + frame.closeReason()
					: frame.text().replace("\0", "")));
		return said;
	}

	private String last() {
		return said().get(said().size() - 1);
	}

	private static Headers headers(String... pairs) {
		Headers.Builder headers = Headers.builder(2);
		for (int i = 0; i < pairs.length; i += 2) {
			headers.add(pairs[i], pairs[i + 1]);
		}
		return headers.build();
	}

	@Test
	void theLinkIsOpenedByTheFirstFrameThatNeedsIt() {
		connects("");
		sends("SUBSCRIBE\nid:r\ndestination:/user/queue/other\n\n");
		assertThat(this.rabbit.links).isEqualTo(1);
		assertThat(this.rabbit.version).isEqualTo("1.2");
	}

	@Test
	void theServersOwnTopicsAndFunctionsNeedNone() {
		connects("");
		sends("SUBSCRIBE\nid:s\ndestination:/topic/$SYS.stats\nreceipt:1\n\n");
		assertThat(last()).startsWith("RECEIPT\nreceipt-id:1");
		assertThat(this.rabbit.links).isZero();
	}

	@Test
	void whatComesBeforeTheLinkIsOpenWaitsAndTheClientIsNotRead() {
		connects("");
		sends("SUBSCRIBE\nid:a\ndestination:/topic/chat/1\nack:client\nprefetch:5\nreceipt:1\n\n",
				"SEND\ndestination:/queue/jobs\nreceipt:2\nx:y\n\nhi");
		assertThat(this.rabbit.told).isEmpty();
		assertThat(this.connection.mayRead()).isFalse();
		this.rabbit.listener.opened();
		assertThat(this.rabbit.told).containsExactly(
				"SUBSCRIBE id=a destination=/topic/chat.1 ack=client prefetch=5 receipt=1",
				"SEND destination=/queue/jobs receipt=2 x=y | hi");
		assertThat(this.connection.mayRead()).isTrue();
		assertThat(said()).as("receipts are the other broker's").hasSize(1);
		this.rabbit.listener.receipt("2");
		assertThat(last()).isEqualTo("RECEIPT\nreceipt-id:2\n\n");
	}

	@Test
	void messagesComeWithThisServersDestinations() {
		connects("");
		sends("SUBSCRIBE\nid:a\ndestination:/user/queue/x\n\n");
		this.rabbit.listener.opened();
		assertThat(this.rabbit.told).containsExactly("SUBSCRIBE id=a destination=/topic/$USER.operator.queue.x");
		this.rabbit.listener.message(
				headers("subscription", "a", "destination", "/topic/$USER.operator.queue.x", "message-id",
						"T_a@@session-1@@1", "content-length", "2", "foo", "b:r"),
				"hé".getBytes(StandardCharsets.UTF_8));
		assertThat(last()).isEqualTo("MESSAGE\nsubscription:a\ndestination:/user/queue/x\n"
				+ "message-id:T_a@@session-1@@1\nfoo:b\\cr\ncontent-length:3\n\nhé");
	}

	@Test
	void messagesOfASubscriptionThatIsNoMoreAreDropped() {
		connects("");
		sends("SUBSCRIBE\nid:a\ndestination:/topic/x\n\n", "UNSUBSCRIBE\nid:a\nreceipt:u\n\n");
		this.rabbit.listener.opened();
		assertThat(this.rabbit.told).last().isEqualTo("UNSUBSCRIBE id=a receipt=u");
		this.rabbit.listener.message(headers("subscription", "a", "destination", "/topic/x"), new byte[0]);
		assertThat(said()).hasSize(1);
	}

	@Test
	void acknowledgementsArePassedAsTheyAre() {
		connects("");
		sends("SUBSCRIBE\nid:a\ndestination:/queue/x\nack:client\n\n", "ACK\nid:T_a@@session-1@@1\nreceipt:k\n\n",
				"NACK\nid:T_a@@session-1@@2\n\n");
		this.rabbit.listener.opened();
		assertThat(this.rabbit.told.subList(1, 3)).containsExactly("ACK id=T_a@@session-1@@1 receipt=k",
				"NACK id=T_a@@session-1@@2");
	}

	@Test
	void aTransactionIsKeptHereAndPassedOnAtCommit() {
		connects("");
		sends("BEGIN\ntransaction:t\nreceipt:b\n\n", "SEND\ndestination:/topic/x\ntransaction:t\nreceipt:s\n\n1",
				"ACK\nid:T_1\ntransaction:t\nreceipt:k\n\n");
		assertThat(said().subList(1, 4)).containsExactly("RECEIPT\nreceipt-id:b\n\n", "RECEIPT\nreceipt-id:s\n\n",
				"RECEIPT\nreceipt-id:k\n\n");
		assertThat(this.rabbit.links).isZero();
		sends("COMMIT\ntransaction:t\nreceipt:c\n\n");
		this.rabbit.listener.opened();
		assertThat(this.rabbit.told).containsExactly("BEGIN transaction=t",
				"SEND transaction=t destination=/topic/x | 1", "ACK transaction=t id=T_1",
				"COMMIT transaction=t receipt=c");
		assertThat(said()).hasSize(4);
	}

	@Test
	void anAbortedTransactionIsNeverHeardOf() {
		connects("");
		sends("BEGIN\ntransaction:t\n\n", "SEND\ndestination:/topic/x\ntransaction:t\n\n1",
				"ABORT\ntransaction:t\nreceipt:a\n\n");
		assertThat(last()).isEqualTo("RECEIPT\nreceipt-id:a\n\n");
		assertThat(this.rabbit.links).isZero();
	}

	@Test
	void whoeverMayNotIsToldHere() {
		connects("");
		sends("SEND\ndestination:/topic/$SYS.stats\n\n1");
		assertThat(last()).startsWith("4403 SB-401");
		assertThat(this.rabbit.links).isZero();
	}

	@Test
	void anIdempotencyKeyIsRefusedAndNotIgnored() {
		connects("");
		sends("SEND\ndestination:/topic/x\nidempotency-key:1\n\n1");
		assertThat(last()).startsWith("4400 SB-110");
	}

	@ParameterizedTest
	@ValueSource(strings = { "max-rate:20", "max-bytes:1000", "rewind:5", "since:e-1:1" })
	void whatTheOtherBrokerDoesNotDoForASubscriptionIsRefusedAndNotIgnored(String header) {
		connects("");
		sends("SUBSCRIBE\nid:a\ndestination:/topic/x\n" + header.replaceFirst("e-1:", "e-1\\\\c") + "\n\n");
		assertThat(last()).startsWith("4400 SB-110");
	}

	@Test
	void aClientIsNotReadWhileMuchWaitsForTheOtherBroker() {
		connects("");
		sends("SEND\ndestination:/topic/x\n\n1");
		this.rabbit.listener.opened();
		this.rabbit.pending = 10_000_000;
		sends("SEND\ndestination:/topic/x\n\n2");
		assertThat(this.connection.mayRead()).isFalse();
		this.rabbit.pending = 0;
		this.rabbit.listener.written();
		assertThat(this.connection.mayRead()).isTrue();
	}

	@Test
	void aLinkThatWritesAtOnceGetsEachFrameOnce() {
		connects("");
		this.rabbit.writesAtOnce = true;
		sends("SEND\ndestination:/topic/x\n\n1", "SEND\ndestination:/topic/x\n\n2");
		this.rabbit.listener.opened();
		sends("SEND\ndestination:/topic/x\n\n3");
		assertThat(this.rabbit.told).containsExactly("SEND destination=/topic/x | 1", "SEND destination=/topic/x | 2",
				"SEND destination=/topic/x | 3");
		assertThat(said()).as("no ERROR").hasSize(1);
	}

	@Test
	void aBrokerThatIsAwayEndsTheConnectionWithTheCauseAndTryLater() {
		this.rabbit.away = true;
		connects("");
		sends("SEND\ndestination:/topic/x\nreceipt:r\n\n1");
		assertThat(said().get(1)).startsWith("ERROR\nmessage:RabbitMQ is away.\ncode:SB-103").contains("receipt-id:r");
		assertThat(last()).isEqualTo("1013 SB-103 RabbitMQ is away.");
	}

	@Test
	void withSoftDenyTheClientStaysAndTriesAgain() {
		this.rabbit.away = true;
		connects("soft-deny:true\n");
		sends("SUBSCRIBE\nid:a\ndestination:/topic/x\nreceipt:r\n\n");
		assertThat(last()).isEqualTo("RECEIPT\nreceipt-id:r\ncode:SB-103\nmessage:RabbitMQ is away.\n\n");
		this.rabbit.away = false;
		sends("SUBSCRIBE\nid:a\ndestination:/topic/x\nreceipt:r\n\n");
		this.rabbit.listener.opened();
		assertThat(this.rabbit.told).hasSize(1);
	}

	@Test
	void aLinkThatFailsEndsTheConnection() {
		connects("");
		sends("SUBSCRIBE\nid:a\ndestination:/topic/x\n\n");
		this.rabbit.listener.opened();
		this.rabbit.listener.failed(new Refused(ErrorCode.BROKER_UNREACHABLE, "RabbitMQ went away.", "Reconnect."));
		assertThat(said().get(1)).startsWith("ERROR\nmessage:RabbitMQ went away.\ncode:SB-103");
		assertThat(last()).isEqualTo("1013 SB-103 RabbitMQ went away.");
		assertThat(this.connection.mayRead()).isTrue();
	}

	@Test
	void theReceiptOfADisconnectWaitsForTheOtherBroker() {
		connects("");
		sends("SEND\ndestination:/topic/x\n\n1", "DISCONNECT\nreceipt:bye\n\n");
		this.rabbit.listener.opened();
		assertThat(this.rabbit.told).last().isEqualTo("DISCONNECT receipt=bye");
		assertThat(this.connection.closed()).isNull();
		this.rabbit.listener.receipt("bye");
		assertThat(said().subList(1, 3)).containsExactly("RECEIPT\nreceipt-id:bye\n\n", "1000 ");
	}

	@Test
	void aDisconnectWithoutALinkIsAnsweredAtOnce() {
		connects("");
		sends("DISCONNECT\nreceipt:bye\n\n");
		assertThat(said().get(1)).isEqualTo("RECEIPT\nreceipt-id:bye\n\n");
	}

	@Test
	void theLinkEndsWithTheConnection() {
		connects("");
		sends("SEND\ndestination:/topic/x\n\n1");
		this.connection.gone("test");
		assertThat(this.rabbit.closed).isTrue();
		this.rabbit.listener.receipt("late");
		this.rabbit.listener.failed(new Refused(ErrorCode.BROKER_REFUSED, "late", "late"));
	}

}
