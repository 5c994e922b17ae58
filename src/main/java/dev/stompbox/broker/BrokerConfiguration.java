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
@EnableConfigurationProperties({ BrokerProperties.class, QueueProperties.class })
class BrokerConfiguration {

	@Bean
	Broker broker(AccessPolicy policy, BrokerProperties limits, QueueProperties rules,
			ObjectProvider<Refusals> refusals, ObjectProvider<Remote> remote) {
		List<QueueRule> queues = rules.queues().stream().map(QueueProperties.Rule::rule).toList();
		return new Broker(policy, limits.topics(), limits.queues(queues),
				(where, refused) -> refusals.getIfAvailable(() -> Refusals.UNHEARD).refused(where, refused),
				remote.getIfAvailable());
	}

}
