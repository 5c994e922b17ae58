package dev.stompbox.dashboard;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.EncodedResourceResolver;

import dev.stompbox.access.Refusals;
import dev.stompbox.broker.Broker;
import dev.stompbox.connection.ConnectionProperties;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.LimitCounts;
import dev.stompbox.message.Release;

/** The page's files, and the feed that it lives on. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MetricsProperties.class)
class DashboardConfiguration implements WebMvcConfigurer {

	private static final Duration YEAR = Duration.ofDays(365);

	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		// Their names carry a hash of what is in them.
		registry.addResourceHandler("/assets/**")
			.addResourceLocations("classpath:/static/assets/")
			.setCacheControl(CacheControl.maxAge(YEAR).cachePublic().immutable())
			.resourceChain(true)
			.addResolver(new EncodedResourceResolver());
	}

	@Bean
	LiveFeed liveFeed(Broker broker, Connections connections, ConnectionProperties limits) {
		return new LiveFeed(broker, connections, new Stats.Limits(limits.messageSize().toBytes(),
				limits.messageSizeEcho().toBytes(), limits.outbox().toBytes()), Release.VERSION);
	}

	@Bean
	Journal journal(LiveFeed feed, Connections connections, MeterRegistry meters) {
		Journal journal = new Journal(feed::publish, meters);
		connections.listen(journal);
		return journal;
	}

	@Bean
	Meters meters(Broker broker, Connections connections) {
		return new Meters(broker, connections);
	}

	@Bean
	Refusals refusals(Journal journal, LimitCounts counts) {
		return (where, refused) -> {
			counts.count(refused.property(), refused.code().code());
			journal.refused(where, refused);
		};
	}

	@Bean
	ApplicationListener<WebServerInitializedEvent> started(Journal journal) {
		return (event) -> journal.happened("start", "Stompbox started on port " + event.getWebServer().getPort());
	}

	@Bean(destroyMethod = "shutdownNow")
	ScheduledExecutorService feedClock(LiveFeed feed, Journal journal) {
		ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "stompbox-feed");
			thread.setDaemon(true);
			return thread;
		});
		clock.scheduleAtFixedRate(() -> {
			try {
				feed.publish(journal);
				journal.tick(System.nanoTime());
			}
			catch (RuntimeException ex) {
				LoggerFactory.getLogger(LiveFeed.class).error("The live numbers could not be published", ex);
			}
		}, 1, 1, TimeUnit.SECONDS);
		return clock;
	}

}
