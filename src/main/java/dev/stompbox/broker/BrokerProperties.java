package dev.stompbox.broker;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much the broker keeps.
 *
 * @param topics topics that are kept at once; those that nobody subscribes to make room
 * for new ones
 */
@ConfigurationProperties("stompbox.limits")
record BrokerProperties(@DefaultValue("100000") int topics) {
}
