package dev.stompbox;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

import dev.stompbox.support.Crowd;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompboxServer;

/**
 * What compression costs and saves, of the jar in {@code target}: bytes on the wire and
 * CPU time of the server's process for each message that reaches a subscriber.
 * {@code docs/compression.md} has the command.
 */
final class CompressionCost {

	private static final int SUBSCRIBERS = 1_000;

	private static final int IN_FLIGHT = 8;

	private static final int WARM_UP = 300;

	private static final int MESSAGES = 500;

	private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate";

	private CompressionCost() {
	}

	/**
	 * Prints a table, of the median of three runs per line.
	 * @param arguments bytes of the bodies; 1024 and 8192 when there are none
	 */
	public static void main(String[] arguments) {
		System.out.printf("%10s %-10s %10s %16s%n", "body", "", "bytes", "CPU, µs");
		int[] sizes = (arguments.length > 0) ? Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray()
				: new int[] { 1024, 8192 };
		for (int size : sizes) {
			for (String offer : new String[] { "X-Plain: 1", OFFER }) {
				measure(size, offer);
			}
		}
	}

	private static void measure(int size, String offer) {
		double[] cpu = new double[3];
		double bytes = 0;
		try (StompboxServer server = StompboxServer.start("--stompbox.websocket.compression=true",
				"--stompbox.limits.idle=10m"); StompClient publisher = StompClient.anybody(server.port())) {
			for (int run = 0; run < cpu.length; run++) {
				try (Crowd crowd = new Crowd(server.port(), "demo.cost", SUBSCRIBERS, offer)) {
					publish(publisher, crowd, size, 0, WARM_UP);
					Duration before = cpu(server);
					publish(publisher, crowd, size, WARM_UP, MESSAGES);
					cpu[run] = cpu(server).minus(before).toNanos() / 1e3 / MESSAGES / SUBSCRIBERS;
					crowd.frames();
					bytes = (double) crowd.bytes() / (WARM_UP + MESSAGES);
				}
			}
		}
		Arrays.sort(cpu);
		System.out.printf(Locale.ROOT, "%10d %-10s %10.0f %16.2f%n", size, offer.equals(OFFER) ? "compressed" : "plain",
				bytes, cpu[1]);
	}

	private static Duration cpu(StompboxServer server) {
		return server.process().info().totalCpuDuration().orElseThrow();
	}

	private static void publish(StompClient publisher, Crowd crowd, int size, int published, int count) {
		Random random = new Random(size);
		for (int i = published; i < published + count; i++) {
			publisher.send("SEND", json(size, random), "destination:/topic/demo.cost", "content-type:application/json");
			crowd.await(i + 1 - IN_FLIGHT);
		}
		crowd.await(published + count);
	}

	/** Prices, as a feed has them: names that repeat, and numbers that do not. */
	private static String json(int size, Random random) {
		String[] symbols = { "EURUSD", "GBPUSD", "USDJPY", "AUDUSD", "EURGBP", "USDCHF" };
		StringBuilder json = new StringBuilder("[");
		while (json.length() < size) {
			json.append(String.format(Locale.ROOT,
					"{\"symbol\":\"%s\",\"bid\":%.5f,\"ask\":%.5f,\"volume\":%d,\"time\":\"2026-11-25T22:%02d:%02d.%03dZ\"},",
					symbols[random.nextInt(symbols.length)], 1 + random.nextDouble(), 1 + random.nextDouble(),
					random.nextInt(100_000), random.nextInt(60), random.nextInt(60), random.nextInt(1000)));
		}
		return json.substring(0, size);
	}

}
