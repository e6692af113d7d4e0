package io.synnaxconnect;

import io.synnaxconnect.manygroups.DeletionInBackfill;
import io.synnaxconnect.manygroups.Figure;
import io.synnaxconnect.manygroups.GroupsCase;
import io.synnaxconnect.manygroups.LargeFrames;
import io.synnaxconnect.manygroups.LiveBesideBackfill;
import io.synnaxconnect.manygroups.QuietGroups;
import io.synnaxconnect.manygroups.ServerProcess;
import io.synnaxconnect.manygroups.SingleChannelGaps;
import io.synnaxconnect.manygroups.WideGroup;
import io.synnaxconnect.manygroups.WriterSessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a task does that has many groups, much history or large frames, beside what it is required
 * to. Without arguments runs all cases; with names runs these. The simulator is another process.
 */
public final class ManyGroups {

  private static final Map<String, GroupsCase> CASES =
      new TreeMap<>(
          Map.of(
              "quiet", new QuietGroups(),
              "fair", new LiveBesideBackfill(),
              "sessions", new WriterSessions(),
              "wide", new WideGroup(),
              "frames", new LargeFrames(),
              "gaps", new SingleChannelGaps(),
              "deletion", new DeletionInBackfill()));

  private ManyGroups() {}

  /** Measures, and prints the table. */
  public static void main(String[] args) throws Exception {
    List<String> names = args.length == 0 ? List.copyOf(CASES.keySet()) : List.of(args);
    if (!CASES.keySet().containsAll(names)) {
      throw new IllegalArgumentException(names + " must be some of " + CASES.keySet());
    }
    List<Figure> figures = new ArrayList<>();
    for (String name : names) {
      try (ServerProcess server = ServerProcess.start()) {
        for (Figure figure : Objects.requireNonNull(CASES.get(name)).measure(server)) {
          System.out.println(figure.row());
          figures.add(figure);
        }
      }
    }
    System.out.println("\n" + Figure.HEAD);
    figures.forEach(figure -> System.out.println(figure.row()));
    System.exit(0);
  }
}
