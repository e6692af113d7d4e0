package io.synnaxconnect.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PEM text in a configuration or in a file. Messages never repeat it. */
final class Pem {

  private static final String BEGIN = "-----BEGIN ";
  private static final Pattern PKCS8_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "Ed25519");

  private Pem() {}

  /**
   * The text itself, or the content of the file that it names. Blank text is returned as it is.
   *
   * @throws IllegalArgumentException if there is no such file, with reason and remedy
   */
  static String load(String textOrFile) {
    if (textOrFile.isBlank() || textOrFile.contains(BEGIN)) {
      return textOrFile;
    }
    try {
      return Files.readString(Path.of(textOrFile.strip()));
    } catch (MalformedInputException e) {
      throw new IllegalArgumentException("is a binary file; convert it to PEM", e);
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(
          "is neither PEM text nor a file that this worker can read ("
              + e.getClass().getSimpleName()
              + "); correct the path or the rights",
          e);
    }
  }

  /** Throws {@link IllegalArgumentException} unless there is at least one X.509 certificate. */
  static void requireCertificates(String text) {
    String remedy = "use one or more blocks -----BEGIN CERTIFICATE-----";
    try {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      if (CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(bytes))
          .isEmpty()) {
        throw new IllegalArgumentException("holds no certificate; " + remedy);
      }
    } catch (CertificateException e) {
      throw new IllegalArgumentException("holds a broken certificate; " + remedy, e);
    }
  }

  /** Throws {@link IllegalArgumentException} unless there is an unencrypted PKCS#8 key. */
  static void requirePrivateKey(String text) {
    Matcher key = PKCS8_KEY.matcher(text);
    if (!key.find()) {
      throw new IllegalArgumentException(
          "holds no unencrypted PKCS#8 key; convert it with openssl pkcs8 -topk8 -nocrypt");
    }
    // Without the cause, which could repeat part of the key.
    if (!isPrivateKey(key.group(1))) {
      throw new IllegalArgumentException("holds a broken private key; export it again");
    }
  }

  private static boolean isPrivateKey(String base64) {
    byte[] encoded;
    try {
      encoded = Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return false;
    }
    return KEY_ALGORITHMS.stream().anyMatch(algorithm -> isPrivateKey(algorithm, encoded));
  }

  private static boolean isPrivateKey(String algorithm, byte[] encoded) {
    try {
      KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
