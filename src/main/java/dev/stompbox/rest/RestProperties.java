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
 */
@ConfigurationProperties("stompbox.limits")
record RestProperties(@DefaultValue("1000") int batch, @DefaultValue("4MB") DataSize batchSize,
		@DefaultValue("10000") int polls) {
}
