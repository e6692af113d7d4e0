package io.synnaxconnect.audit;

import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says.
 *
 * @param connector the connector's JSON configuration
 * @param worker the properties of its worker
 * @param range what to compare, null for what the stored offsets cover or a range of the cluster
 * @param rangeName the name or key of a range of the cluster, null for none
 * @param connect address of Connect's REST interface, which knows the stored offsets
 * @param json whether the result is printed as JSON
 * @param allowsRepeated whether samples may have arrived twice
 */
record AuditArguments(
    Path connector,
    Path worker,
    @Nullable TimeRange range,
    @Nullable String rangeName,
    @Nullable URI connect,
    boolean json,
    boolean allowsRepeated) {

  /** What the command can do. */
  static final String USAGE = usage();

  private static final String NAME_PREFIX = "range:";

  private static final long SETTLED_NANOS = 60_000_000_000L;

  /**
   * Reads arguments.
   *
   * @param nowNanos nanoseconds since the Unix epoch
   * @throws AuditException with a sentence on the first that is wrong
   */
  static AuditArguments parse(List<String> arguments, long nowNanos) {
    Deque<String> remaining = new ArrayDeque<>(arguments);
    Path connector = null;
    Path worker = null;
    String range = null;
    URI connect = null;
    boolean json = false;
    boolean allowsRepeated = false;
    while (!remaining.isEmpty()) {
      String name = remaining.remove();
      switch (name) {
        case "--connector" -> connector = Path.of(value(name, remaining));
        case "--worker" -> worker = Path.of(value(name, remaining));
        case "--range" -> range = value(name, remaining);
        case "--since-offset" -> connect = uri(value(name, remaining));
        case "--json" -> json = true;
        case "--allow-repeated" -> allowsRepeated = true;
        default -> throw new AuditException("The option '" + name + "' is unknown.\n\n" + USAGE);
      }
    }
    if (connector == null || worker == null) {
      throw new AuditException("Name --connector and --worker.\n\n" + USAGE);
    }
    if ((range == null) == (connect == null)) {
      throw new AuditException("Name either --range or --since-offset.\n\n" + USAGE);
    }
    String rangeName = range == null ? null : nameIn(range);
    TimeRange instants = range == null || rangeName != null ? null : range(range, nowNanos);
    return new AuditArguments(
        connector, worker, instants, rangeName, connect, json, allowsRepeated);
  }

  private static String value(String name, Deque<String> remaining) {
    if (remaining.isEmpty()) {
      throw new AuditException("The option '" + name + "' has no value.\n\n" + USAGE);
    }
    return remaining.remove();
  }

  private static URI uri(String text) {
    try {
      URI found = URI.create(text);
      if ("http".equals(found.getScheme()) || "https".equals(found.getScheme())) {
        return found;
      }
    } catch (IllegalArgumentException e) {
      throw new AuditException("--since-offset: '" + text + "' is not an address", e);
    }
    throw new AuditException(
        "--since-offset: '" + text + "' is not an address; write it as in http://localhost:8083");
  }

  /** The name of a range of the cluster, null if the text has instants. */
  private static @Nullable String nameIn(String text) {
    if (text.startsWith(NAME_PREFIX)) {
      return text.substring(NAME_PREFIX.length());
    }
    return text.indexOf('/') < 0 ? text : null;
  }

  private static TimeRange range(String text, long nowNanos) {
    int slash = text.indexOf('/');
    String from = text.substring(0, slash);
    String to = text.substring(slash + 1);
    TimeRange range =
        new TimeRange(
            from.isEmpty() ? TimeStamp.MIN : instant(from),
            to.isEmpty() ? new TimeStamp(nowNanos - SETTLED_NANOS) : instant(to));
    if (range.isEmpty()) {
      throw new AuditException("--range: '" + text + "' is empty; FROM must be before TO");
    }
    return range;
  }

  private static TimeStamp instant(String text) {
    try {
      return TimeStamp.of(Instant.parse(text));
    } catch (DateTimeException | ArithmeticException e) {
      throw new AuditException(
          "--range: '"
              + text
              + "' is not an instant; write it as in 2026-01-31T12:00:00Z, or range: before the"
              + " name of a range that has a '/'",
          e);
    }
  }

  private static String usage() {
    try (InputStream file = AuditArguments.class.getResourceAsStream("usage.txt")) {
      return new String(
          Objects.requireNonNull(file, "part of the jar").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
