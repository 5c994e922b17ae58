package dev.stompbox.connection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.stompbox.connection.Payload.Kind;

import static org.assertj.core.api.Assertions.assertThat;

class TracingTests {

	private final Connections connections = new Connections(
			new ConnectionLimits(100, 1000, Duration.ofMinutes(1), Duration.ofSeconds(60), Duration.ofSeconds(5)));

	private final Tracing tracing = new Tracing();

	private final FakeTransport transport = new FakeTransport();

	private final Connection connection = this.connections.open("10.0.0.1:5", this.transport);

	@AfterEach
	void stop() {
		this.connections.close();
	}

	@Test
	void keepsTheLastFramesAndTheStartOfEach() {
		this.tracing.look(this.connection, 0);
		for (int i = 0; i < Tracer.FRAMES + 3; i++) {
			this.connection.traceIn(900, i + "x".repeat(900));
		}
		List<TracedFrame> frames = this.tracing.look(this.connection, 1).frames();
		assertThat(frames).hasSize(Tracer.FRAMES);
		assertThat(frames.get(0).seq()).isEqualTo(4);
		assertThat(frames.get(0).start()).hasSize(Tracer.START).startsWith("3xxx");
		assertThat(frames.get(0).bytes()).isEqualTo(900);
	}

	@Test
	void whatIsSentIsKeptWithoutWhatItTravelsIn() {
		this.tracing.look(this.connection, 0);
		this.connection.send(Payload.of(Kind.TEXT, "y".repeat(300).getBytes(StandardCharsets.UTF_8)));
		this.connection.sendPaced(Payload.of(Kind.PLAIN, "data: z\n\n".getBytes(StandardCharsets.UTF_8)));
		this.connection.send(Payload.of(Kind.PONG));
		assertThat(this.tracing.look(this.connection, 1).frames())
			.extracting((frame) -> frame.direction() + ' ' + frame.bytes() + ' ' + frame.start())
			.containsExactly("out 300 " + "y".repeat(300), "out 9 data: z\n\n");
	}

	@Test
	void isOverWhenNobodyLooksAnyMore() {
		this.tracing.look(this.connection, 0);
		this.tracing.tick(Tracer.LOOK);
		assertThat(this.connection.isTraced()).isTrue();
		this.tracing.tick(Tracer.LOOK + 1);
		assertThat(this.connection.isTraced()).isFalse();
		assertThat(this.tracing.size()).isZero();
	}

	@Test
	void isOverWhenTheConnectionIs() {
		this.tracing.look(this.connection, 0);
		this.connection.gone("test");
		this.tracing.tick(1);
		assertThat(this.tracing.size()).isZero();
	}

	@Test
	void theOneLookedAtFirstIsGivenUpForOneMoreThanMayBe() {
		List<Connection> others = new ArrayList<>();
		this.tracing.look(this.connection, 0);
		for (int i = 0; i < Tracing.MOST; i++) {
			others.add(this.connections.open("10.0.0.1:" + i, new FakeTransport()));
			this.tracing.look(others.get(i), 0);
		}
		assertThat(this.tracing.size()).isEqualTo(Tracing.MOST);
		assertThat(this.connection.isTraced()).isFalse();
		assertThat(others).allMatch(Connection::isTraced);
	}

	@Test
	void pingsNoMoreThanOnceASecondAndMeasuresTheAnswer() {
		long now = System.nanoTime();
		this.tracing.look(this.connection, now);
		this.tracing.look(this.connection, now + 1);
		assertThat(this.transport.pings()).isEqualTo(1);
		this.connection.ponged();
		// Nobody asked for this one.
		this.connection.ponged();
		assertThat(this.tracing.look(this.connection, now + 2).roundTrip()).isNotNull().isBetween(0.0, 60_000.0);
		assertThat(this.transport.pings()).isEqualTo(1);
		this.tracing.look(this.connection, now + Duration.ofSeconds(2).toNanos());
		assertThat(this.transport.pings()).isEqualTo(2);
	}

}
