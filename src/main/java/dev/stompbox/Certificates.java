package dev.stompbox;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Collections;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
final class Certificates implements ApplicationListener<WebServerInitializedEvent> {

	private static final Logger LOGGER = LoggerFactory.getLogger(Certificates.class);

	private final ServerProperties properties;

	private final ObjectProvider<SslBundles> bundles;

	private final Events events;

	Certificates(ServerProperties properties, ObjectProvider<SslBundles> bundles, Events events) {
		this.properties = properties;
		this.bundles = bundles;
		this.events = events;
	}

	@Override
	public void onApplicationEvent(WebServerInitializedEvent event) {
		String name = (this.properties.getSsl() != null) ? this.properties.getSsl().getBundle() : null;
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
				check(bundle);
				tls.getSslContextFactory().reload((factory) -> use(factory, bundle));
				this.events.happened("reload", "The certificate of bundle " + name + " was read again");
			}
			catch (Exception ex) {
				LOGGER.error("The certificate of bundle {} cannot be used; the old one stays", name, ex);
			}
		}
	}

	/**
	 * Java takes a key and the certificate of another key, and no handshake would
	 * succeed.
	 * @throws GeneralSecurityException when they do not fit
	 */
	private static void check(SslBundle bundle) throws GeneralSecurityException {
		KeyStore store = bundle.getStores().getKeyStore();
		if (store == null) {
			throw new KeyStoreException("There is no certificate");
		}
		String ofKey = bundle.getKey().getPassword();
		String password = (ofKey != null) ? ofKey : bundle.getStores().getKeyStorePassword();
		for (String alias : Collections.list(store.aliases())) {
			Key key = store.getKey(alias, (password != null) ? password.toCharArray() : null);
			if (key instanceof PrivateKey secret && !fits(secret, store.getCertificate(alias).getPublicKey())) {
				throw new KeyStoreException("The private key is not that of the certificate");
			}
		}
	}

	private static boolean fits(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
		String algorithm = switch (key.getAlgorithm()) {
			case "RSA", "RSASSA-PSS" -> "SHA256withRSA";
			case "EC" -> "SHA256withECDSA";
			default -> key.getAlgorithm();
		};
		byte[] any = { 1 };
		Signature signs = Signature.getInstance(algorithm);
		signs.initSign(key);
		signs.update(any);
		byte[] signature = signs.sign();
		try {
			signs.initVerify(certified);
			signs.update(any);
			return signs.verify(signature);
		}
		catch (InvalidKeyException | SignatureException ex) {
			return false; // of another kind
		}
	}

	private static void use(SslContextFactory factory, SslBundle bundle) {
		factory.setSslContext(bundle.createSslContext());
	}

}
