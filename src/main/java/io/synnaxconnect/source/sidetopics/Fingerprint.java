package io.synnaxconnect.source.sidetopics;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import org.apache.kafka.connect.data.Struct;

/** A short text that is another one when entries of a side topic are others. */
final class Fingerprint {

  private static final int BYTES = 8;

  private Fingerprint() {}

  static String of(Collection<Struct> entries) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      entries.forEach(entry -> digest.update(entry.toString().getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
