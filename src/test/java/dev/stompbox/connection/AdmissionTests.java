package dev.stompbox.connection;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AdmissionTests {

	private static final InetAddress HERE = address("192.0.2.1");

	private static final InetAddress THERE = address("192.0.2.2");

	private static final InetAddress TRUSTED = address("127.0.0.1");

	private long now = 1;

	private final Admission admission = admission(2, 2, 0, 0);

	private Admission admission(int perAddress, int perCaller, int upgrades, int flaps) {
		return new Admission(new AdmissionLimits(perAddress, perCaller, upgrades, flaps, Duration.ofSeconds(60),
				Duration.ofSeconds(30), InetAddress::isLoopbackAddress), 10, () -> this.now);
	}

	private static InetAddress address(String text) {
		try {
			return InetAddress.getByName(text);
		}
		catch (UnknownHostException ex) {
			throw new AssertionError(ex);
		}
	}

	private void pass(Duration time) {
		this.now += time.toNanos();
	}

	@Test
	void anAddressHasItsShareUntilOneGoes() {
		this.admission.opened(HERE);
		assertThat(this.admission.ask(HERE, null)).isNull();
		this.admission.opened(HERE);
		Denied denied = this.admission.ask(HERE, null);
		assertThat(denied).isNotNull();
		assertThat(denied.code()).isEqualTo("SB-319");
		assertThat(denied.status()).isEqualTo(429);
		assertThat(denied.detail()).isEqualTo("192.0.2.1 has 2 connections open, as many as one address may have.");
		assertThat(denied.property()).isEqualTo("stompbox.limits.connections-per-address");
		assertThat(denied.hint()).contains("5 s").contains("stompbox.limits.connections-per-address");
		assertThat(this.admission.ask(THERE, null)).isNull();
		this.admission.left(HERE, null, false);
		assertThat(this.admission.ask(HERE, null)).isNull();
	}

	@Test
	void aCallerHasTheirShareFromWhereverTheyCome() {
		assertThat(this.admission.claim(HERE, "ann", null)).isNull();
		assertThat(this.admission.claim(THERE, "ann", null)).isNull();
		assertThat(this.admission.claim(THERE, "ann", "ann")).as("the same connection again").isNull();
		assertThat(code(this.admission.claim(THERE, "ann", "bob"))).isEqualTo("SB-320");
		assertThat(code(this.admission.ask(address("192.0.2.3"), "ann"))).isEqualTo("SB-320");
		assertThat(this.admission.claim(THERE, "bob", "ann")).as("who was somebody else before").isNull();
		assertThat(this.admission.ask(HERE, "ann")).isNull();
		this.admission.left(HERE, "ann", false);
		assertThat(this.admission.claim(HERE, "ann", null)).isNull();
	}

	@Test
	void tenSecondsWorthOfConnectionsMayComeAtOnceAndThenTheRate() {
		Admission fast = admission(0, 0, 3, 0);
		for (int i = 0; i < 30; i++) {
			assertThat(fast.ask(HERE, null)).isNull();
		}
		Denied denied = fast.ask(HERE, null);
		assertThat(code(denied)).isEqualTo("SB-321");
		assertThat(denied.retryAfter()).isEqualTo(1);
		assertThat(fast.ask(THERE, null)).isNull();
		pass(Duration.ofMillis(334));
		assertThat(fast.ask(HERE, null)).isNull();
		assertThat(code(fast.ask(HERE, null))).isEqualTo("SB-321");
	}

	@Test
	void whoFlapsIsHeldOffAndOthersAtTheSameAddressAreNot() {
		Admission patient = admission(0, 0, 0, 3);
		for (int i = 0; i < 2; i++) {
			patient.left(HERE, "ann", true);
		}
		assertThat(patient.ask(HERE, "ann")).isNull();
		patient.left(HERE, "ann", true);
		Denied denied = patient.ask(HERE, "ann");
		assertThat(code(denied)).isEqualTo("SB-322");
		assertThat(denied.retryAfter()).isEqualTo(30);
		assertThat(denied.detail()).contains("\"ann\"").contains("3 connections").contains("60 s");
		assertThat(code(patient.claim(HERE, "ann", null))).isEqualTo("SB-322");
		assertThat(patient.ask(HERE, null)).isNull();
		assertThat(patient.ask(THERE, "ann")).isNull();
		pass(Duration.ofSeconds(30));
		assertThat(patient.ask(HERE, "ann")).isNull();
	}

	@Test
	void whoFlapsNowAndThenIsNotHeldOff() {
		Admission patient = admission(0, 0, 0, 3);
		for (int i = 0; i < 20; i++) {
			patient.left(HERE, null, true);
			pass(Duration.ofSeconds(31));
		}
		assertThat(patient.ask(HERE, null)).isNull();
	}

	@Test
	void nothingHoldsForWhoIsTrusted() {
		Admission strict = admission(1, 1, 1, 1);
		for (int i = 0; i < 1000; i++) {
			assertThat(strict.ask(TRUSTED, "ann")).isNull();
		}
		assertThat(strict.concerns(TRUSTED)).isFalse();
		assertThat(strict.concerns(HERE)).isTrue();
	}

	@Test
	void whatItRemembersIsBoundedAndThoseWhoAreConnectedAreNotForgotten() {
		Admission attacked = admission(1, 1, 1, 1);
		attacked.opened(HERE);
		for (int i = 0; i < 200_000; i++) {
			InetAddress each = address(i);
			assertThat(attacked.ask(each, null)).isNull();
			if (i % 3 == 0) {
				attacked.opened(each);
				attacked.left(each, null, true);
			}
		}
		assertThat(attacked.remembered()).isLessThanOrEqualTo(50_010);
		assertThat(code(attacked.ask(HERE, null))).isEqualTo("SB-319");
		pass(Duration.ofMinutes(2));
		attacked.sweep(this.now);
		assertThat(attacked.remembered()).isEqualTo(1);
	}

	private static InetAddress address(int number) {
		try {
			return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(0x0a00_0000 | number).array());
		}
		catch (UnknownHostException ex) {
			throw new AssertionError(ex);
		}
	}

	private static String code(@Nullable Denied denied) {
		assertThat(denied).isNotNull();
		return denied.code();
	}

}
