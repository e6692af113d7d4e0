package io.synnaxconnect.config;

import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Values that may be kept in files. The files were valid when the configuration was checked. If one
 * is invalid later, somebody may be replacing it, and trying again helps. Messages never repeat the
 * content of a file.
 */
final class FileValues {

  private static final int MAX_PASSWORD_BYTES = 4 << 10;

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
    return read(key, file, FileValues::readPassword, password -> {});
  }

  /**
   * The password in a file that holds nothing else, without the end of its line. Blanks belong to
   * it.
   *
   * @throws IllegalArgumentException with reason and remedy
   */
  static String readPassword(String file) {
    String password = withoutLineEnds(passwordFile(file));
    if (password.isBlank()) {
      throw new IllegalArgumentException("names an empty file; write the password into it");
    }
    if (password.lines().count() > 1) {
      throw new IllegalArgumentException(
          "names a file of several lines; keep only the password in it");
    }
    return password;
  }

  private static String withoutLineEnds(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return text.substring(0, end);
  }

  private static String passwordFile(String file) {
    byte[] bytes = AllowedFiles.read(file, MAX_PASSWORD_BYTES);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("names a binary file; write the password as text", e);
    }
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
      // Without the cause, which could repeat part of a secret.
      throw new SynnaxException(Code.UNREADABLE, key + ": " + e.getMessage());
    }
  }
}
