package dev.stompbox.broker;

import dev.stompbox.message.Message;

/**
 * A topic's subscriber that acknowledges: what it is sent goes through a queue of its
 * own.
 */
final class OwnQueue implements Subscriber {

	private final WorkQueue queue;

	private final Consumption consumption;

	private final Budget budget;

	private volatile boolean overflown;

	OwnQueue(Consuming how, QueueConsumer consumer, int maxDeliveries, DeadLetters deadLetters) {
		this.budget = how.budget();
		this.queue = new WorkQueue(new WorkQueue.Delivering(maxDeliveries, 0), this.budget, deadLetters);
		this.consumption = new Consumption(this.queue, how, consumer);
		this.queue.join(this.consumption);
	}

	Consumption consumption() {
		return this.consumption;
	}

	@Override
	public void deliver(Delivery delivery) {
		if (this.overflown) {
			return;
		}
		Message message = delivery.message();
		if (this.budget.take(Queued.bytesOf(message.headers(), message.body()))) {
			this.queue.lock();
			try {
				this.queue.add(message);
			}
			finally {
				this.queue.unlock();
			}
		}
		else {
			this.overflown = true;
			this.consumption.consumer.overflow();
		}
	}

	/**
	 * While it is not live, no more than a handful wait, and what is not acknowledged
	 * holds it up. Who has overflown never comes to live: not all was delivered.
	 */
	@Override
	public boolean hasRoom() {
		if (this.overflown || !this.budget.hasRoom()) {
			return false;
		}
		this.queue.lock();
		try {
			return this.queue.depth() == 0;
		}
		finally {
			this.queue.unlock();
		}
	}

	@Override
	public void replay(Delivery delivery, long missed) {
		this.consumption.consumer.missed(missed);
		deliver(delivery);
	}

	@Override
	public void live(Recovery recovery) {
		this.consumption.consumer.live(recovery);
	}

	@Override
	public void gap() {
		// What is in flight stays so; what was missed was never here.
	}

}
