package dev.stompbox;

import java.security.GeneralSecurityException;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.stereotype.Component;

import dev.stompbox.access.Events;

/**
 * Gives Jetty the certificate anew when its files change, for bundles with
 * {@code reload-on-update}: handshakes from then on see the new one, and connections that
 * are open go on. Spring Boot does so for other servers only.
 */
@Component
final class Certificates implements ApplicationListener<WebServerInitializedEvent>, InitializingBean {

	private static final Logger LOGGER = LoggerFactory.getLogger(Certificates.class);

	private final ServerProperties properties;

	private final ObjectProvider<SslBundles> bundles;

	private final Events events;

	Certificates(ServerProperties properties, ObjectProvider<SslBundles> bundles, Events events) {
		this.properties = properties;
		this.bundles = bundles;
		this.events = events;
	}

	/**
	 * @throws UnusableException when the server would start and no handshake succeed
	 */
	@Override
	public void afterPropertiesSet() {
		String name = bundle();
		if (name == null) {
			return;
		}
		try {
			CertificatePair.check(this.bundles.getObject().getBundle(name));
		}
		catch (GeneralSecurityException ex) {
			throw new UnusableException(name, ex);
		}
	}

	private @Nullable String bundle() {
		return (this.properties.getSsl() != null) ? this.properties.getSsl().getBundle() : null;
	}

	@Override
	public void onApplicationEvent(WebServerInitializedEvent event) {
		String name = bundle();
		if (name != null && event.getWebServer() instanceof JettyWebServer jetty) {
			this.bundles.getObject().addBundleUpdateHandler(name, (bundle) -> renew(jetty.getServer(), name, bundle));
		}
	}

	private void renew(Server server, String name, SslBundle bundle) {
		for (Connector connector : server.getConnectors()) {
			SslConnectionFactory tls = connector.getConnectionFactory(SslConnectionFactory.class);
			if (tls == null) {
				continue;
			}
			try {
				CertificatePair.check(bundle);
				tls.getSslContextFactory().reload((factory) -> use(factory, bundle));
				this.events.happened("reload", "The certificate of bundle " + name + " was read again");
			}
			catch (Exception ex) {
				LOGGER.error("The certificate of bundle {} cannot be used; the old one stays", name, ex);
			}
		}
	}

	private static void use(SslContextFactory factory, SslBundle bundle) {
		factory.setSslContext(bundle.createSslContext());
	}

	/** The certificate of a bundle cannot be used. */
	static final class UnusableException extends IllegalStateException {

		private final String bundle;

		private UnusableException(String bundle, GeneralSecurityException cause) {
			super(cause.getMessage(), cause);
			this.bundle = bundle;
		}

		/** The bundle's name, as in {@code spring.ssl.bundle.*.NAME}. */
		String bundle() {
			return this.bundle;
		}

	}

}
