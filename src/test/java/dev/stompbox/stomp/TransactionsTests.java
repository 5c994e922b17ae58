package dev.stompbox.stomp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The limits here are 3 transactions and 8192 bytes. */
class TransactionsTests {

	private static final int COST = 256 + "transaction".length() + 1;

	private final AtomicLong held = new AtomicLong();

	private final Transactions transactions = new Transactions(
			new StompLimits(2048, 1024, 20, 5, 8192, 3, 8192, Duration.ofSeconds(10), Duration.ofSeconds(10)),
			this.held::addAndGet);

	@Test
	void eachKeepsItsOwnStepsInTheirOrder() {
		begin("a");
		begin("b");
		List<Step> steps = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			steps.add(add((i % 2 == 0) ? "a" : "b", 1));
		}
		assertThat(end("b")).containsExactly(steps.get(1), steps.get(3));
		assertThat(end("a")).containsExactly(steps.get(0), steps.get(2));
		begin("a");
		assertThat(end("a")).isEmpty();
	}

	@Test
	void whatIsNotOpenIsRefused() {
		assertRefused(ErrorCode.TRANSACTION, () -> add("a", 0));
		assertRefused(ErrorCode.TRANSACTION, () -> end("a"));
		begin("a");
		assertRefused(ErrorCode.TRANSACTION, () -> begin("a"));
		assertRefused(ErrorCode.TRANSACTION, () -> add("A", 0));
		end("a");
		assertRefused(ErrorCode.TRANSACTION, () -> end("a"));
		assertRefused(ErrorCode.BAD_HEADER, () -> begin(""));
	}

	@Test
	void whatTheyHoldIsTold() {
		begin("a");
		begin("b");
		add("a", 1000);
		add("b", 500);
		assertThat(this.held).hasValue(1500 + 2 * COST);
		end("a");
		assertThat(this.held).hasValue(500 + COST);
		end("b");
		assertThat(this.held).hasValue(0);
	}

	@Test
	void nothingIsOpenWhenItsClientIsGone() {
		begin("a");
		add("a", 1000);
		this.transactions.clear();
		assertRefused(ErrorCode.TRANSACTION, () -> add("a", 0));
	}

	@Test
	void thereAreNoMoreThanMayBe() {
		begin("a");
		begin("b");
		begin("c");
		Refused refused = assertRefused(ErrorCode.TRANSACTION_TOO_BIG, () -> begin("d"));
		assertThat(refused.property()).isEqualTo("stompbox.limits.transactions");
		assertThat(refused.limit()).isEqualTo("3");
		end("b");
		begin("d");
	}

	@Test
	void allTogetherHoldNoMoreThanTheyMay() {
		begin("a");
		begin("b");
		add("a", 4000 - COST);
		add("b", 4192 - COST);
		Refused refused = assertRefused(ErrorCode.TRANSACTION_TOO_BIG, () -> add("a", 0));
		assertThat(refused.property()).isEqualTo("stompbox.limits.transaction-size");
		assertThat(refused.limit()).isEqualTo("8 KB");
		assertThat(end("b")).hasSize(1);
		add("a", 4192 - COST);
		assertThat(end("a")).hasSize(2);
		begin("a");
		add("a", 8192 - COST);
	}

	private void begin(String id) {
		this.transactions.begin(frame(Command.BEGIN, id, 0));
	}

	private Step add(String id, int body) {
		Step step = new Step.Publish(
				new Publication(Topic.parse("demo.a"), null, Headers.NONE, new byte[] { (byte) body }, null));
		this.transactions.add(frame(Command.SEND, id, body), step);
		return step;
	}

	private List<Step> end(String id) {
		return this.transactions.end(frame(Command.COMMIT, id, 0));
	}

	private static Frame frame(Command command, String id, int body) {
		return new Frame(command, Headers.builder(1).add("transaction", id).build(), new byte[body]);
	}

	private static Refused assertRefused(ErrorCode code, Runnable asked) {
		Refused[] seen = new Refused[1];
		assertThatExceptionOfType(Refused.class).isThrownBy(asked::run).satisfies((refused) -> {
			assertThat(refused.code()).isEqualTo(code);
			seen[0] = refused;
		});
		return seen[0];
	}

}
