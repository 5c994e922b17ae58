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
			this.consumption.consumer.overflow();
		}
	}

	@Override
	public void gap() {
		// What is in flight stays so; what was missed was never here.
	}

}
