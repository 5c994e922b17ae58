package dev.stompbox;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.stompbox.support.Crowd;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;

/** One order per topic, for everybody. */
@Timeout(300)
class OrderIT {

	private static final int SUBSCRIBERS = 1_000;

	private static final int MESSAGES = 20_000;

	private static final int PUBLISHERS = 4;

	/** So many messages of about 150 bytes wait in no outbox of 1 MB in vain. */
	private static final int WINDOW = 2_000;

	private static final int UNTIL_RECEIPT = 50;

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.with().compiled().start("--stompbox.limits.idle=10m");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void aThousandSubscribersGetTwentyThousandMessagesOfFourPublishersInOneOrderWithoutADouble() throws Exception {
		AtomicInteger published = new AtomicInteger();
		ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS);
		try (Crowd crowd = new Crowd(server.port(), "demo.order", SUBSCRIBERS)) {
			List<Future<?>> publishers = new ArrayList<>();
			for (int p = 0; p < PUBLISHERS; p++) {
				int publisher = p;
				publishers.add(threads.submit(() -> publish(publisher, published, crowd)));
			}
			for (Future<?> publisher : publishers) {
				publisher.get(240, TimeUnit.SECONDS);
			}
			server.anybody().publish("demo.order", "end", "Content-Type: text/plain");
			crowd.await(MESSAGES + 1);
			assertOneOrder(crowd.frames());
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static void publish(int publisher, AtomicInteger published, Crowd crowd) {
		try (StompClient client = StompClient.anybody(server.port())) {
			for (int i = 0; i < MESSAGES / PUBLISHERS; i++) {
				String body = publisher + "-" + i;
				if ((i + 1) % UNTIL_RECEIPT == 0) {
					client.publish("/topic/demo.order", body);
					crowd.await(published.addAndGet(UNTIL_RECEIPT) - WINDOW);
				}
				else {
					client.send("SEND", body, "destination:/topic/demo.order");
				}
			}
		}
	}

	private static void assertOneOrder(List<StompFrame> frames) {
		assertThat(frames).hasSize(MESSAGES + 1);
		assertThat(frames.get(MESSAGES).text()).isEqualTo("end");
		int[] next = new int[PUBLISHERS];
		long offset = offset(frames.get(0));
		for (StompFrame frame : frames.subList(0, MESSAGES)) {
			assertThat(offset(frame)).as("offsets rise by one").isEqualTo(offset++);
			String[] body = frame.text().split("-");
			int publisher = Integer.parseInt(body[0]);
			assertThat(Integer.parseInt(body[1])).as("numbers of publisher " + publisher).isEqualTo(next[publisher]++);
		}
		assertThat(next).containsOnly(MESSAGES / PUBLISHERS);
	}

	private static long offset(StompFrame frame) {
		return Long.parseLong(frame.header("message-id").replaceFirst(".*:", ""));
	}

}
