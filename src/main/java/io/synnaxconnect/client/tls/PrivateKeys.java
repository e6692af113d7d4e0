package io.synnaxconnect.client.tls;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidParameterSpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Reads private keys from PEM text: PKCS#8, also encrypted, PKCS#1 (RSA) and SEC1 (EC). Messages
 * and causes never repeat a part of the key.
 */
public final class PrivateKeys {

  /** The end of the labels; the words before it name the form. */
  private static final String LABEL = "PRIVATE KEY";

  private static final String PKCS8 = "";
  private static final String ENCRYPTED = "ENCRYPTED";
  private static final String PKCS1 = "RSA";
  private static final String SEC1 = "EC";
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private static final byte[] VERSION_0 = {Der.INTEGER, 1, 0};
  private static final byte[] RSA = {
    Der.SEQUENCE, 13, 6, 9, 42, (byte) 0x86, 72, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
  };
  private static final byte[] EC = {6, 7, 42, (byte) 0x86, 72, (byte) 0xce, 61, 2, 1};
  private static final int EC_PARAMETERS = 0xa0;

  /** Some seconds; tools take 2,048 to a million. */
  private static final int MAX_ROUNDS = 5_000_000;

  private PrivateKeys() {}

  /** Whether the key needs a password. */
  public static boolean isEncrypted(String pem) {
    return PemBlock.all(pem).stream().anyMatch(block -> form(block).equals(ENCRYPTED));
  }

  /**
   * The first private key; blocks of other kinds do not count.
   *
   * @param password of an encrypted key, else it does not matter
   * @throws IllegalArgumentException with reason and remedy
   */
  public static PrivateKey read(String pem, String password) {
    List<PemBlock> blocks = PemBlock.all(pem);
    Optional<PemBlock> found =
        blocks.stream().filter(block -> block.label().endsWith(LABEL)).findFirst();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "holds no private key; use a block -----BEGIN PRIVATE KEY-----");
    }
    PemBlock block = found.get();
    requireKnownForm(block);
    if (form(block).equals(ENCRYPTED)) {
      return decode(decrypted(block, password));
    }
    byte[] pkcs8;
    try {
      pkcs8 = pkcs8(block);
    } catch (IllegalArgumentException e) {
      throw broken();
    }
    return decode(pkcs8);
  }

  private static String form(PemBlock block) {
    return block.label().replace(LABEL, "").strip();
  }

  private static void requireKnownForm(PemBlock block) {
    String remedy =
        switch (form(block)) {
          case PKCS8, ENCRYPTED, PKCS1, SEC1 ->
              block.isEncryptedByHeaders() ? "openssl pkcs8 -topk8 -in KEY -out NEW" : null;
          case "OPENSSH" -> "ssh-keygen -p -m PKCS8 -f KEY";
          case "DSA" ->
              throw new IllegalArgumentException(
                  "holds a DSA key, which TLS 1.3 does not have; make one of EC or RSA");
          default -> "openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW";
        };
    if (remedy != null) {
      throw new IllegalArgumentException(
          "holds a private key in a form that cannot be read ("
              + block.label()
              + "); convert it with "
              + remedy);
    }
  }

  private static byte[] pkcs8(PemBlock block) {
    return switch (form(block)) {
      case PKCS1 -> wrapped(RSA, block.bytes());
      case SEC1 -> wrapped(Der.encode(Der.SEQUENCE, EC, curve(block.bytes())), block.bytes());
      default -> block.bytes();
    };
  }

  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return Der.encode(Der.SEQUENCE, VERSION_0, algorithm, Der.encode(Der.OCTETS, key));
  }

  /** The curve that a SEC1 key names. */
  private static byte[] curve(byte[] sec1) {
    Der key = Der.sequence(sec1);
    key.next(Der.INTEGER);
    key.next(Der.OCTETS);
    return key.next(EC_PARAMETERS).bytes();
  }

  private static byte[] decrypted(PemBlock block, String password) {
    EncryptedPrivateKeyInfo encrypted;
    try {
      encrypted = new EncryptedPrivateKeyInfo(block.bytes());
    } catch (IOException | IllegalArgumentException e) {
      throw broken();
    }
    if (password.isEmpty()) {
      throw new IllegalArgumentException("holds an encrypted key; set its password");
    }
    requireFewRounds(encrypted.getAlgParameters());
    // The JDK knows the parts of PBES2, which openssl writes, from its parameters alone.
    String scheme =
        encrypted.getAlgName().equals("PBES2")
            ? String.valueOf(encrypted.getAlgParameters())
            : encrypted.getAlgName();
    try {
      Cipher cipher = Cipher.getInstance(scheme);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(scheme)
              .generateSecret(new PBEKeySpec(password.toCharArray())),
          encrypted.getAlgParameters());
      return encrypted.getKeySpec(cipher).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "holds an encrypted key that its password does not open; correct the password, or convert"
              + " the key with openssl pkcs8 -topk8 -v2 aes-256-cbc -in KEY -out NEW");
    }
  }

  /** The file says how long its opening takes. */
  private static void requireFewRounds(@Nullable AlgorithmParameters parameters) {
    try {
      int rounds =
          parameters == null
              ? 0
              : parameters.getParameterSpec(PBEParameterSpec.class).getIterationCount();
      if (rounds > MAX_ROUNDS) {
        throw new IllegalArgumentException(
            "holds an encrypted key that takes "
                + rounds
                + " rounds to open; convert it with openssl pkcs8 -topk8 -v2 aes-256-cbc -in KEY"
                + " -out NEW");
      }
    } catch (InvalidParameterSpecException e) {
      throw broken();
    }
  }

  private static PrivateKey decode(byte[] pkcs8) {
    for (String algorithm : ALGORITHMS) {
      PrivateKey key = decode(algorithm, pkcs8);
      if (key != null) {
        return key;
      }
    }
    throw broken();
  }

  private static @Nullable PrivateKey decode(String algorithm, byte[] pkcs8) {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  private static IllegalArgumentException broken() {
    return new IllegalArgumentException(
        "holds a private key that is broken or of a kind that this JVM does not know; export it"
            + " again, as EC, RSA or Ed25519");
  }
}
