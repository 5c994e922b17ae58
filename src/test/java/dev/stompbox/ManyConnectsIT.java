package dev.stompbox;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;

/** Who may come comes in, however many come at once. */
@Tag("own-engine")
@Timeout(120)
class ManyConnectsIT {

	private static final int AT_ONCE = 500;

	/** In twenty waves, each of which is open as a whole before it goes. */
	@Test
	void ofTenThousandWhoMayComeNoneIsRefused() {
		try (StompboxServer server = StompboxServer.start("--stompbox.limits.connections=" + (2 * AT_ONCE + 10));
				StompClient watcher = StompClient.anybody(server.port())) {
			watcher.subscribe("/topic/demo.came", "watcher");
			for (int wave = 0; wave < 20; wave++) {
				List<StompClient> clients = IntStream.range(0, AT_ONCE)
					.parallel()
					.mapToObj((i) -> StompClient.anybody(server.port()))
					.toList();
				clients.get(wave).send("SEND", "wave " + wave, "destination:/topic/demo.came");
				assertThat(watcher.message().text()).isEqualTo("wave " + wave);
				clients.parallelStream().forEach(StompClient::close);
			}
			assertThat(server.log()).doesNotContain("SB-");
		}
	}

}
