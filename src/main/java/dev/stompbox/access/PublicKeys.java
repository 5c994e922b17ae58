package dev.stompbox.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Reads the public keys of the configuration. */
final class PublicKeys {

	private PublicKeys() {
	}

	/**
	 * Reads a key.
	 * @param pemOrFile the key in PEM, or the file that has it
	 * @throws IllegalArgumentException saying what it is not, without what was given
	 */
	static PublicKey read(String pemOrFile) {
		try {
			String pem = pemOrFile.contains("-----BEGIN") ? pemOrFile : Files.readString(Path.of(pemOrFile));
			byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
			for (String algorithm : List.of("RSA", "EC")) {
				try {
					return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
				}
				catch (GeneralSecurityException ex) {
					// It is of another kind.
				}
			}
		}
		catch (IOException | RuntimeException ex) {
			// Said below; the message of the exception may have what was meant as the
			// key.
		}
		throw new IllegalArgumentException(
				"is neither a public key in PEM (-----BEGIN PUBLIC KEY-----) nor a file with one");
	}

}
