package dev.stompbox.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * One thread that reads and writes the sockets of many clients, and takes turns with the
 * work that it is given. All of its clients belong to its thread.
 */
final class Loop implements Runnable, AutoCloseable {

	/** What is done between looking at the sockets. */
	@FunctionalInterface
	interface Work {

		/**
		 * Does what is due.
		 * @return in how many nanoseconds it is due again; {@link Long#MAX_VALUE} when
		 * only something that is read can make it so
		 */
		long turn(long now);

	}

	private static final int READ_SIZE = 256 * 1024;

	private static final long LONGEST_WAIT_MILLIS = 50;

	/** Waking up takes about that long. */
	private static final long WAKING_NANOS = 100_000;

	private final Selector selector;

	private final Tally tally;

	private final Consumer<Throwable> broken;

	private final ByteBuffer direct = ByteBuffer.allocateDirect(READ_SIZE);

	private final byte[] bytes = new byte[READ_SIZE];

	private final ByteBuffer scratch = ByteBuffer.allocateDirect(READ_SIZE);

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final List<Work> works = new ArrayList<>();

	private @Nullable Runnable whenReceived;

	private volatile boolean waiting;

	private volatile boolean over;

	/**
	 * @param broken told when the thread cannot go on
	 */
	Loop(Tally tally, Consumer<Throwable> broken) throws IOException {
		this.selector = Selector.open();
		this.tally = tally;
		this.broken = broken;
	}

	Tally tally() {
		return this.tally;
	}

	Selector selector() {
		return this.selector;
	}

	/**
	 * Where a client assembles what it sends; empty, and its own until it has sent it.
	 */
	ByteBuffer scratch() {
		return this.scratch.clear();
	}

	/** Takes turns with {@code work} from now on; before the thread starts, or on it. */
	void add(Work work) {
		this.works.add(work);
	}

	/**
	 * Runs {@code told} after each round in which messages came; set before the start.
	 */
	void whenReceived(Runnable told) {
		this.whenReceived = told;
	}

	/** Runs {@code task} on the loop's thread, soon. */
	void execute(Runnable task) {
		this.tasks.add(task);
		this.selector.wakeup();
	}

	/** Has its work done soon, if it waits for something to be read. */
	void wakeIfWaiting() {
		if (this.waiting) {
			this.selector.wakeup();
		}
	}

	@Override
	public void run() {
		try {
			while (!this.over) {
				round();
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			this.broken.accept(ex);
		}
		finally {
			release();
		}
	}

	private void round() throws IOException {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
		// Before the work looks at what was received: what comes later has to wake it.
		this.waiting = true;
		long now = System.nanoTime();
		long wait = Long.MAX_VALUE;
		for (Work work : this.works) {
			wait = Math.min(wait, work.turn(now));
		}
		select(wait);
		this.waiting = false;
		if (this.tally.show() && this.whenReceived != null) {
			this.whenReceived.run();
		}
	}

	private void select(long nanos) throws IOException {
		long millis = Math.min((nanos - WAKING_NANOS) / 1_000_000, LONGEST_WAIT_MILLIS);
		if (millis < 1) {
			this.selector.selectNow(this::ready);
		}
		else {
			this.selector.select(this::ready, millis);
		}
	}

	private void ready(SelectionKey key) {
		Client client = (Client) key.attachment();
		try {
			client.ready(key);
		}
		catch (IOException ex) {
			client.broken(ex);
		}
	}

	/** Reads once and hands on what came; answers whether there may be more. */
	boolean read(Client client, Wire wire) throws IOException {
		int length = wire.read(this.direct.clear());
		if (length > 0) {
			this.direct.flip().get(this.bytes, 0, length);
			client.received(this.bytes, length, System.nanoTime());
		}
		else if (length < 0) {
			client.endOfStream();
		}
		return length == READ_SIZE;
	}

	/** Ends the thread, which closes all its sockets. */
	@Override
	public void close() {
		this.over = true;
		this.selector.wakeup();
	}

	private void release() {
		this.selector.keys().forEach((key) -> ((Client) key.attachment()).release());
		try {
			this.selector.close();
		}
		catch (IOException ex) {
			this.broken.accept(ex);
		}
	}

}
