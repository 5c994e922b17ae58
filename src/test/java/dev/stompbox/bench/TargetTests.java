package dev.stompbox.bench;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TargetTests {

	@ParameterizedTest
	@ValueSource(strings = { "localhost:8080", "http://localhost/ws", "ws:///ws", "ws://a b/", "" })
	void whatIsNoWebSocketIsRefused(String url) {
		assertThatThrownBy(() -> Target.of(url, false, null)).isInstanceOf(BenchFailure.class)
			.hasMessageContaining("--url has to be like ws://localhost:8080/ws");
	}

	@Test
	void portsAreThoseOfTheScheme() {
		assertThat(Target.of("ws://127.0.0.1/ws", false, null).address().getPort()).isEqualTo(80);
		assertThat(Target.of("wss://127.0.0.1/ws", false, null).address().getPort()).isEqualTo(443);
		assertThat(Target.of("ws://127.0.0.1/ws", false, null).tls()).isNull();
		assertThat(Target.of("wss://127.0.0.1/ws", true, null).tls()).isNotNull();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void manyConnectionsOverLoopbackComeFromSeveralAddresses() {
		Target target = Target.of("ws://127.0.0.1:8080/ws", false, null);
		assertThat(target.source(0, 19_999)).isNull();
		assertThat(target.source(0, 60_000)).hasToString("/127.0.0.2:0");
		assertThat(target.source(1, 60_000)).hasToString("/127.0.0.3:0");
		assertThat(target.source(4, 60_000)).hasToString("/127.0.0.2:0");
		assertThat(Target.of("ws://192.0.2.1:8080/ws", false, null).source(0, 60_000)).isNull();
	}

}
