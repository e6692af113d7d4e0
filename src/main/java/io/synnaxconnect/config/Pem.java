package io.synnaxconnect.config;

import io.synnaxconnect.client.tls.Certificates;
import io.synnaxconnect.client.tls.PrivateKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** PEM text in a configuration or in a file. Messages never repeat it. */
final class Pem {

  private static final int MAX_BYTES = 1 << 20;
  private static final String BEGIN = "-----BEGIN ";

  private static final int JKS = 0xfeedfeed;
  private static final int JCEKS = 0xcececece;
  private static final int SEQUENCE = 0x30;

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
    byte[] bytes;
    try {
      bytes = AllowedFiles.read(textOrFile, MAX_BYTES);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is not PEM text, and " + e.getMessage(), e);
    }
    // A byte for a character: comments may be in any encoding.
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (!text.contains(BEGIN)) {
      throw new IllegalArgumentException(conversion(bytes));
    }
    return text;
  }

  /** What a file without PEM text probably is, and how it becomes PEM. */
  private static String conversion(byte[] bytes) {
    return switch (kind(bytes)) {
      case "JKS" ->
          "names a Java key store; convert it with keytool -importkeystore -srckeystore FILE"
              + " -destkeystore NEW.p12 -deststoretype PKCS12, and that with openssl pkcs12 -in"
              + " NEW.p12 -out NEW.pem";
      case "PKCS12" ->
          "names a PKCS#12 key store; convert it with openssl pkcs12 -in FILE -out NEW.pem";
      case "DER" ->
          "names a binary file; convert it to PEM, certificates with openssl x509 -inform der -in"
              + " FILE -out NEW.pem, keys with openssl pkey -inform der -in FILE -out NEW.pem";
      default -> "names a file without PEM text; it needs a line -----BEGIN";
    };
  }

  private static String kind(byte[] bytes) {
    if (bytes.length < 4) {
      return "";
    }
    int magic = ByteBuffer.wrap(bytes).getInt();
    if (magic == JKS || magic == JCEKS) {
      return "JKS";
    }
    if (bytes[0] != SEQUENCE) {
      return "";
    }
    // Behind a length of some bytes, a PKCS#12 store begins with its version, the number 3.
    int at = bytes[1] < 0 ? 2 + (bytes[1] & 0x7f) : 2;
    boolean isStore =
        at + 2 < bytes.length && bytes[at] == 2 && bytes[at + 1] == 1 && bytes[at + 2] == 3;
    return isStore ? "PKCS12" : "DER";
  }

  /** Throws {@link IllegalArgumentException} unless there is at least one X.509 certificate. */
  static void requireCertificates(String text) {
    var unused = Certificates.read(text);
  }

  /** Throws {@link IllegalArgumentException} unless there is a private key, or an encrypted one. */
  static void requirePrivateKey(String text) {
    if (!PrivateKeys.isEncrypted(text)) {
      var unused = PrivateKeys.read(text, "");
    }
  }
}
