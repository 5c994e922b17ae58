package dev.stompbox.broker;

import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.stompbox.access.AccessPolicy;
import dev.stompbox.access.Refusals;

/** The embedded broker. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ BrokerProperties.class, QueueProperties.class, FlowProperties.class,
		TopicProperties.class })
class BrokerConfiguration {

	@Bean
	Topics topics(BrokerProperties limits, FlowProperties flows, TopicProperties rules) {
		return new Topics(limits.topics(), flows.rules(), rules.rules(), limits.histories());
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
		List<QueueRule> queues = rules.queues().stream().map(QueueProperties.Rule::rule).toList();
		return limits.queues(queues);
	}

}
