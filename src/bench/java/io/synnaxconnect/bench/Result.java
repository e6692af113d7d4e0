package io.synnaxconnect.bench;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one experiment has to say.
 *
 * @param controls null where nothing is compared in slices
 */
record Result(
    String name,
    String title,
    String unit,
    Plan plan,
    @Nullable Controls controls,
    Map<String, BenchSamples> samples,
    List<Finding> findings) {

  /** Figures that are no comparison of slices. */
  static Result counted(String name, String title, Plan plan, List<Finding> findings) {
    return new Result(name, title, "", plan, null, Map.of(), findings);
  }

  /** Whether comparisons mean something. */
  boolean isConclusive() {
    return controls == null || controls.areValid();
  }
}
