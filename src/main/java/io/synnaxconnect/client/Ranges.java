package io.synnaxconnect.client;

import io.synnaxconnect.telem.Range;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The ranges of a cluster. No server sends their labels and parents over gRPC.
 *
 * <p>Every failure is a {@link SynnaxException}.
 */
public interface Ranges {

  /** All ranges, in order of start. */
  List<Range> all();

  /** The ranges with one of these names, in order of start; several may have the same name. */
  List<Range> byNames(Collection<String> names);

  /**
   * The ranges with these keys, in order of start.
   *
   * @throws SynnaxException with {@code NOT_FOUND} if one of them does not exist
   */
  List<Range> byKeys(Collection<String> rangeKeys);

  /** The properties of a range, which may be a deleted one: a text for each key, in its order. */
  Map<String, String> properties(String rangeKey);

  /** The other names that channels have in a range, by channel key, in its order. */
  Map<Long, String> aliases(String rangeKey);
}
