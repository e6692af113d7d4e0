package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Range;
import java.util.List;

/**
 * The names of the ranges in which a record lies, as its header has them.
 *
 * @param names in order of start, each once
 * @param maxBytes maximum size of the header
 */
record RangeNames(List<String> names, int maxBytes) {

  /** No range: such a record has no header. */
  static final RangeNames NONE = new RangeNames(List.of(), 0);

  /** So that a header cannot outgrow a record: of more ranges, those that begin last. */
  static final int MAX_NAMES = 32;

  /** What each name needs beside its characters. */
  private static final int PUNCTUATION = 4;

  /** The names of these ranges, which are in order of start. */
  static RangeNames of(List<Range> ranges) {
    List<String> all = ranges.stream().map(Range::shownName).distinct().toList();
    List<String> names = all.subList(Math.max(0, all.size() - MAX_NAMES), all.size());
    int maxBytes =
        names.stream()
            .mapToInt(name -> name.length() * RecordBytes.MAX_PER_CHAR + PUNCTUATION)
            .sum();
    return names.isEmpty() ? NONE : new RangeNames(List.copyOf(names), maxBytes);
  }
}
