package dev.stompbox.broker;

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
 * @param queued how much all queues hold together
 */
@ConfigurationProperties("stompbox.limits")
record BrokerProperties(@DefaultValue("100000") int topics, @DefaultValue("10000") int queues,
		@DefaultValue("256MB") DataSize queued) {
}
