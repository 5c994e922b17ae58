package dev.stompbox.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Each connection has a few messages on their way to the server and back. */
final class EchoLoad implements Load {

	private final Plan plan;

	private final Crew crew;

	private final Map<Loop, EchoSide> sides = new HashMap<>();

	private final List<EchoClient> clients = new ArrayList<>();

	EchoLoad(Plan plan, Crew crew) {
		this.plan = plan;
		this.crew = crew;
		byte[] payload = plan.payload();
		crew.loops().forEach((loop) -> this.sides.put(loop, new EchoSide(plan.wire().opcode(), payload)));
		for (int i = 0; i < plan.connections(); i++) {
			Loop loop = crew.loop(i);
			EchoClient client = new EchoClient(loop, crew, i / crew.loops().size(), i, side(loop));
			side(loop).add(client);
			this.clients.add(client);
		}
	}

	private EchoSide side(Loop loop) {
		return Objects.requireNonNull(this.sides.get(loop));
	}

	@Override
	public List<? extends Client> receivers() {
		return this.clients;
	}

	@Override
	public void begin(int phase, long now) {
		this.crew.each((loop) -> side(loop).begin(phase, this.plan.pace().window()));
	}

	@Override
	public void end() {
		this.crew.each((loop) -> side(loop).end());
	}

	@Override
	public long expected() {
		return this.sides.values().stream().mapToLong(EchoSide::sent).sum();
	}

}
