package dev.stompbox.connection;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The connections of this server and their clock. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConnectionProperties.class)
class ConnectionConfiguration {

	@Bean(destroyMethod = "")
	Connections connections(ConnectionProperties properties) {
		return new Connections(properties.forConnections());
	}

	@Bean
	Keepalive keepalive(Connections connections) {
		return new Keepalive(connections);
	}

	/** Says goodbye before the web server closes the sockets under the connections. */
	@Bean
	GoodbyeConfiguration goodbye(Connections connections) {
		return new GoodbyeConfiguration(connections);
	}

}
