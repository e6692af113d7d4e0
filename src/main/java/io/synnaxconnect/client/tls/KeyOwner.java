package io.synnaxconnect.client.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;

/** Whether a private key and a certificate belong together. */
public final class KeyOwner {

  private KeyOwner() {}

  /** Whether the certificate has the public key that belongs to the private key. */
  public static boolean owns(X509Certificate certificate, PrivateKey key) {
    PublicKey published = certificate.getPublicKey();
    if (key instanceof RSAKey one && published instanceof RSAKey other) {
      return one.getModulus().equals(other.getModulus());
    }
    return published.getAlgorithm().equals(key.getAlgorithm()) && verifies(published, key);
  }

  private static boolean verifies(PublicKey published, PrivateKey key) {
    byte[] text = {1, 2, 3};
    try {
      Signature signature =
          Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "EdDSA");
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(published);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      // Not of the same curve.
      return false;
    }
  }
}
