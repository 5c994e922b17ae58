package dev.stompbox.rest;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much a REST client may send at once.
 *
 * @param batch messages in one batch
 * @param batchSize a batch as it is sent
 * @param polls requests that may wait for messages at once
 * @param pollsPerAddress those of one address; 0 for no limit
 */
@ConfigurationProperties("stompbox.limits")
record RestProperties(@DefaultValue("1000") int batch, @DefaultValue("4MB") DataSize batchSize,
		@DefaultValue("10000") int polls, @DefaultValue("1000") int pollsPerAddress) {

	RestProperties {
		if (pollsPerAddress < 0) {
			throw new IllegalArgumentException("stompbox.limits.polls-per-address is 1 or more, or 0 for no limit");
		}
	}

}
