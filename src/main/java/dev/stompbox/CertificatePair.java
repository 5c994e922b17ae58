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

import org.springframework.boot.ssl.SslBundle;

/**
 * A private key and its certificate. Java takes a key and the certificate of another key,
 * and no handshake would succeed.
 */
final class CertificatePair {

	private CertificatePair() {
	}

	/**
	 * Checks that each private key is that of its certificate.
	 * @throws GeneralSecurityException when they do not fit
	 */
	static void check(SslBundle bundle) throws GeneralSecurityException {
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

}
