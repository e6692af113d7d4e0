package io.synnaxconnect.client.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/** The forms in which tools write private keys. */
public final class KeyForms {

  private static final byte[] P256 = {6, 8, 42, (byte) 0x86, 72, (byte) 0xce, 61, 3, 1, 7};

  private static final byte[] PBES2 = {
    6, 9, 42, (byte) 0x86, 72, (byte) 0x86, (byte) 0xf7, 13, 1, 5, 13
  };

  private KeyForms() {}

  /** A pair of 2048 bits of RSA, of prime256v1, or of the curve that the algorithm names. */
  static KeyPair newPair(String algorithm) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.equals("RSA")) {
      generator.initialize(2048);
    } else if (algorithm.equals("EC")) {
      generator.initialize(256);
    }
    return generator.generateKeyPair();
  }

  /** Bytes as PEM text. */
  public static String pem(String label, byte[] bytes) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes)
        + "\n-----END "
        + label
        + "-----\n";
  }

  /** What {@code openssl genpkey} writes. */
  static String pkcs8(PrivateKey key) {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /** What {@code openssl rsa -traditional} writes. */
  static String pkcs1(PrivateKey rsa) {
    return pem("RSA PRIVATE KEY", inner(rsa));
  }

  /** What {@code openssl ecparam -genkey} writes for prime256v1. */
  static String sec1(PrivateKey ec) {
    Der key = Der.sequence(inner(ec));
    key.next(Der.INTEGER);
    byte[] raw = key.next(Der.OCTETS).bytes();
    return pem("EC PARAMETERS", P256)
        + pem(
            "EC PRIVATE KEY",
            Der.encode(
                Der.SEQUENCE,
                new byte[] {Der.INTEGER, 1, 1},
                Der.encode(Der.OCTETS, raw),
                Der.encode(0xa0, P256)));
  }

  /** What {@code openssl pkcs8 -topk8} writes. */
  public static String encrypted(byte[] pkcs8, String password) throws GeneralSecurityException {
    String scheme = "PBEWithHmacSHA256AndAES_256";
    Cipher cipher = Cipher.getInstance(scheme);
    cipher.init(
        Cipher.ENCRYPT_MODE,
        SecretKeyFactory.getInstance(scheme)
            .generateSecret(new PBEKeySpec(password.toCharArray())));
    return encrypted(cipher.getParameters(), cipher.doFinal(pkcs8));
  }

  /** A key of which nobody knows the password, and whose opening takes so many rounds. */
  static String encryptedInRounds(int rounds) throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBEWithHmacSHA256AndAES_256");
    byte[] some = new byte[16];
    parameters.init(new PBEParameterSpec(some, rounds, new IvParameterSpec(some)));
    return encrypted(parameters, some);
  }

  private static String encrypted(AlgorithmParameters parameters, byte[] data) {
    try {
      return pem(
          "ENCRYPTED PRIVATE KEY",
          Der.encode(
              Der.SEQUENCE,
              Der.encode(Der.SEQUENCE, PBES2, parameters.getEncoded()),
              Der.encode(Der.OCTETS, data)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] inner(PrivateKey key) {
    Der pkcs8 = Der.sequence(key.getEncoded());
    pkcs8.next(Der.INTEGER);
    pkcs8.next(Der.SEQUENCE);
    return pkcs8.next(Der.OCTETS).bytes();
  }
}
