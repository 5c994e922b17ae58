package dev.stompbox.broker;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much the broker keeps.
 *
 * @param topics topics that are kept at once; those that nobody subscribes to make room
 * for new ones
 * @param queues queues that are kept at once; those that are empty and unused make room
 * for new ones
 * @param history how much of topics' histories is kept in memory, of all together; a
 * quarter of the heap when it is not said
 * @param queued how much all queues hold together; a quarter of the heap when it is not
 * said
 */
@ConfigurationProperties("stompbox.limits")
record BrokerProperties(@DefaultValue("100000") int topics, @DefaultValue("10000") int queues,
		@Nullable DataSize history, @Nullable DataSize queued) {

	HistoryBudget histories() {
		return (this.history != null) ? new HistoryBudget(this.history.toBytes()) : HistoryBudget.ofHeap();
	}

	QueueLimits queues(List<QueueRule> rules) {
		long bytes = (this.queued != null) ? this.queued.toBytes() : Runtime.getRuntime().maxMemory() / 4;
		return new QueueLimits(this.queues, bytes, rules);
	}

}
