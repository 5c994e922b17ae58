package dev.stompbox.rest;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.stompbox.access.Authenticator;
import dev.stompbox.access.Caller;
import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.Owners;
import dev.stompbox.message.Refused;

/** The HTTP interface's settings; its controllers are found by scanning. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RestProperties.class)
class RestConfiguration {

	/** Connections of all kinds end with their caller's time. */
	@Bean
	Owners.Judge ends(Connections connections, Authenticator authenticator) {
		Owners.Judge judge = (principal) -> (principal instanceof Caller caller) ? closed(authenticator.over(caller))
				: null;
		connections.owners().judgeBy(judge);
		return judge;
	}

	private static @Nullable Closed closed(@Nullable Refused over) {
		return (over != null) ? new Closed(CloseReason.UNAUTHENTICATED, over.code().code(),
				over.detail().replaceFirst("\\.$", ""), null, null) : null;
	}

}
