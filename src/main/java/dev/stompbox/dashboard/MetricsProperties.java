package dev.stompbox.dashboard;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who may read the server's numbers.
 *
 * @param role the role that may, besides the operator; the operator alone when it is not
 * said
 */
@ConfigurationProperties("stompbox.metrics")
record MetricsProperties(@Nullable String role) {
}
