package dev.stompbox.stomp;

import org.jspecify.annotations.Nullable;

import dev.stompbox.broker.Recovery;
import dev.stompbox.message.Position;

/**
 * What the RECEIPT of a SUBSCRIBE says.
 *
 * @param position the last before live; {@code null} for a pattern or queue
 * @param recovery what came before live, or {@code null} when nothing could
 */
record Begun(@Nullable Position position, @Nullable Recovery recovery) {

	static Begun at(@Nullable Position position) {
		return new Begun(position, null);
	}

	static Begun with(Recovery recovery) {
		return new Begun(recovery.position(), recovery);
	}

	void into(FrameEncoder receipt) {
		if (this.position != null) {
			receipt.header("position", this.position.toString());
		}
		if (this.recovery == null) {
			return;
		}
		Boolean recovered = this.recovery.recovered();
		if (recovered != null) {
			receipt.plain("recovered", recovered);
		}
		receipt.plain("replayed", this.recovery.replayed());
		Long missed = this.recovery.missed();
		if (missed != null && missed > 0) {
			receipt.plain("missed", missed);
		}
	}

}
