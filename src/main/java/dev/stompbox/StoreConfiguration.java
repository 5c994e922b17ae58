package dev.stompbox;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.stompbox.connection.Burst;
import dev.stompbox.store.Around;

/** Joins the log on disk to the sockets, which know nothing of each other. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

	/** What was committed together leaves together. */
	@Bean
	Around burst() {
		return (telling) -> {
			try (Burst burst = Burst.open()) {
				telling.run();
			}
		};
	}

}
