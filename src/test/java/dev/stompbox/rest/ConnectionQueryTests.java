package dev.stompbox.rest;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.stompbox.connection.ConnectionInfo;
import dev.stompbox.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ConnectionQueryTests {

	private static final List<ConnectionInfo> ALL = IntStream.range(0, 10)
		.mapToObj(ConnectionQueryTests::info)
		.toList();

	@ParameterizedTest
	@CsvSource({ "'', '', 0, 10", "C-3, '', 0, 1", "ana, '', 0, 5", "'', sse, 0, 5", "ana, sse, 0, 0", "'', '', 700, 3",
			"'10.0.0.4:', '', 0, 1", "STOMP, '', 0, 5", "nobody, '', 0, 0" })
	void filters(String text, String transport, long pending, int matching) {
		ConnectionQuery query = ConnectionQuery
			.of(Map.of("text", text, "transport", transport, "pending", String.valueOf(pending)));
		assertThat(query.of(ALL, 1).matching()).isEqualTo(matching);
	}

	@Test
	void sortsAndPagesByOffset() {
		ConnectionQuery query = byPending("4");
		ConnectionQuery.Result page = query.of(ALL, 3);
		assertThat(page.shown()).extracting(ConnectionInfo::pending).containsExactly(500L, 400L, 300L);
		assertThat(page.more()).isTrue();
		assertThat(byPending("7").of(ALL, 3).more()).isFalse();
	}

	@Test
	void pagesByIdWithoutAnOffset() {
		ConnectionQuery.Result page = ConnectionQuery.of(Map.of("after", "c-7")).of(ALL, 5);
		assertThat(page.shown()).extracting(ConnectionInfo::id).containsExactly("c-8", "c-9");
	}

	@Test
	void ofAHundredThousandOnePageIsShownWhicheverItIs() {
		List<ConnectionInfo> many = IntStream.range(0, 100_000).mapToObj(ConnectionQueryTests::info).toList();
		ConnectionQuery.Result last = byPending("99990").of(many, 100);
		assertThat(last.matching()).isEqualTo(100_000);
		assertThat(last.more()).isFalse();
		assertThat(last.shown()).extracting(ConnectionInfo::pending)
			.containsExactly(900L, 800L, 700L, 600L, 500L, 400L, 300L, 200L, 100L, 0L);
		ConnectionQuery bo = ConnectionQuery.of(Map.of("text", "bo", "sort", "messagesIn", "offset", "49900"));
		assertThat(bo.of(many, 50).shown()).hasSize(50).allMatch((each) -> each.caller().equals("bo"));
	}

	@Test
	void equalOnesKeepOneOrder() {
		ConnectionQuery query = ConnectionQuery.of(Map.of("sort", "caller", "descending", "true"));
		assertThat(query.of(ALL, 6).shown()).extracting(ConnectionInfo::id)
			.containsExactly("c-1", "c-3", "c-5", "c-7", "c-9", "c-0");
	}

	@Test
	void saysWhatItCannotDo() {
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> ConnectionQuery.of(Map.of("sort", "shoes")))
			.satisfies((ex) -> assertThat(ex.hint()).contains("pending", "openedAt"));
		assertThatExceptionOfType(Refused.class)
			.isThrownBy(() -> ConnectionQuery.of(Map.of("sort", "pending", "after", "c-1")));
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> ConnectionQuery.of(Map.of("offset", "-1")));
	}

	private static ConnectionQuery byPending(String offset) {
		return ConnectionQuery.of(Map.of("sort", "pending", "descending", "true", "offset", offset));
	}

	private static ConnectionInfo info(int i) {
		boolean even = i % 2 == 0;
		return new ConnectionInfo("c-" + i, even ? "stomp" : "sse", even ? "ana" : "bo", "10.0.0." + i + ":5000", i, i,
				i, i, i, 100L * i, 1000, 0);
	}

}
