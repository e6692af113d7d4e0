package io.synnaxconnect.client.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * One block of a PEM text. What is outside of the blocks does not count: comments, a byte order
 * mark, the attributes that openssl writes.
 *
 * @param label the words after BEGIN
 * @param body all between the two lines
 */
record PemBlock(String label, String body) {

  static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /**
   * The blocks of a text, in order.
   *
   * @throws IllegalArgumentException if the last block has no end: the file may be half written
   */
  static List<PemBlock> all(String text) {
    List<PemBlock> blocks = new ArrayList<>();
    int begin = text.indexOf(BEGIN);
    while (begin >= 0) {
      int label = begin + BEGIN.length();
      int body = text.indexOf(DASHES, label);
      String name = body < 0 ? "" : text.substring(label, body);
      int end = body < 0 ? -1 : text.indexOf(END + name + DASHES, body);
      if (end < 0) {
        throw new IllegalArgumentException("holds a PEM block without its end; write it whole");
      }
      blocks.add(new PemBlock(name, text.substring(body + DASHES.length(), end)));
      begin = text.indexOf(BEGIN, end);
    }
    return blocks;
  }

  /** Whether the body has headers that say so: a form that OpenSSL no longer writes. */
  boolean isEncryptedByHeaders() {
    return body.contains("ENCRYPTED");
  }

  /**
   * The bytes.
   *
   * @throws IllegalArgumentException without text, since the body may be a secret
   */
  byte[] bytes() {
    try {
      return Base64.getMimeDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException();
    }
  }

  /** Without the body, which may be a secret. */
  @Override
  public String toString() {
    return "PemBlock[" + label + "]";
  }
}
