package io.synnaxconnect.config;

import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Values that may stand in files. The files were fine when the configuration was checked; somebody
 * who replaces one may be half done, so that trying again helps.
 */
final class FileValues {

  private FileValues() {}

  /** Certificates as PEM text; throws {@link SynnaxException} with {@code UNREADABLE}. */
  static String certificates(String key, String textOrFile) {
    return read(key, textOrFile, Pem::load, Pem::requireCertificates);
  }

  /** A private key as PEM text; throws {@link SynnaxException} with {@code UNREADABLE}. */
  static String privateKey(String key, String textOrFile) {
    return read(key, textOrFile, Pem::load, Pem::requirePrivateKey);
  }

  /** A password; throws {@link SynnaxException} with {@code UNREADABLE}. */
  static String password(String key, String file) {
    return read(key, file, PasswordFile::read, password -> {});
  }

  private static String read(
      String key, String value, UnaryOperator<String> reader, Consumer<String> requirement) {
    if (value.isBlank()) {
      return value;
    }
    try {
      String text = reader.apply(value);
      requirement.accept(text);
      return text;
    } catch (IllegalArgumentException e) {
      // The cause is left out: it could repeat part of a secret.
      throw new SynnaxException(Code.UNREADABLE, key + ": " + e.getMessage());
    }
  }
}
