package io.synnaxconnect.source.ranges;

import io.synnaxconnect.telem.RangeDetails;
import java.util.List;

/** All ranges of a cluster at one moment. */
public record RangeList(String clusterKey, List<RangeDetails> ranges) {

  /** Copies the list. */
  public RangeList {
    ranges = List.copyOf(ranges);
  }
}
