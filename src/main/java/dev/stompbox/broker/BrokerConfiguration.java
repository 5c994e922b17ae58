package dev.stompbox.broker;

import java.io.IOException;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.stompbox.access.AccessPolicy;
import dev.stompbox.access.Refusals;
import dev.stompbox.store.Around;
import dev.stompbox.store.Store;
import dev.stompbox.store.StoreProperties;
import dev.stompbox.store.UnusableStoreException;

/** The embedded broker. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ BrokerProperties.class, QueueProperties.class, FlowProperties.class,
		TopicProperties.class, StoreProperties.class })
class BrokerConfiguration {

	/** Open only where a topic may be durable, so that others pay nothing for it. */
	@Bean
	OpenStore openStore(StoreProperties properties, TopicProperties rules, QueueLimits queues,
			ObjectProvider<Around> around) {
		try {
			if (!rules.rules().anyDurable() && !queues.anyDurable()) {
				Store.leave(properties.dir());
				return new OpenStore(null);
			}
			return new OpenStore(Store.open(properties.options(), around.getIfAvailable(() -> Around.NOTHING)));
		}
		catch (IOException ex) {
			throw new UnusableStoreException(ex);
		}
	}

	@Bean
	Topics topics(BrokerProperties limits, FlowProperties flows, TopicProperties rules, OpenStore store) {
		return new Topics(limits.topics(), flows.rules(), rules.rules(), limits.histories(), store.store());
	}

	@Bean
	Forgetting forgetting(Topics topics) {
		return new Forgetting(topics);
	}

	@Bean
	Broker broker(AccessPolicy policy, Topics topics, QueueLimits queueLimits, ObjectProvider<Refusals> refusals,
			ObjectProvider<Remote> remote) {
		return new Broker(policy, topics, queueLimits,
				(where, refused) -> refusals.getIfAvailable(() -> Refusals.UNHEARD).refused(where, refused),
				remote.getIfAvailable());
	}

	@Bean
	QueueLimits queueLimits(BrokerProperties limits, QueueProperties rules) {
		return limits.queues(rules.rules());
	}

}
