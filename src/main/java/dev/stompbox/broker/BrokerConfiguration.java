package dev.stompbox.broker;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.stompbox.access.AccessPolicy;

/** The embedded broker. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BrokerProperties.class)
class BrokerConfiguration {

	@Bean
	Broker broker(AccessPolicy policy, BrokerProperties properties, ObjectProvider<Remote> remote) {
		return new Broker(policy, properties.topics(), remote.getIfAvailable());
	}

}
