package io.synnaxconnect.source.channels;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** jqwik prints the seed of a failing property. */
class GroupAssignmentTest {

  @Property
  void givesEveryGroupToExactlyOneTask(
      @ForAll("groups") List<IndexGroup> groups,
      @ForAll @IntRange(min = 1, max = 12) int maxTasks) {
    List<List<IndexGroup>> tasks = GroupAssignment.assign(groups, maxTasks);

    assertThat(tasks).hasSize(Math.min(maxTasks, groups.size())).doesNotContain(List.of());
    assertThat(tasks.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(groups);
  }

  @Property
  void noTwoTasksDifferByMoreThanTheWidestGroup(
      @ForAll("groups") List<IndexGroup> groups,
      @ForAll @IntRange(min = 1, max = 12) int maxTasks) {
    List<Integer> widths =
        GroupAssignment.assign(groups, maxTasks).stream()
            .map(task -> task.stream().mapToInt(GroupAssignment::width).sum())
            .toList();

    int widest = groups.stream().mapToInt(GroupAssignment::width).max().orElse(0);
    if (!widths.isEmpty()) {
      assertThat(Collections.max(widths) - Collections.min(widths)).isLessThanOrEqualTo(widest);
    }
  }

  @Property
  void givesTheSameAnswerInAnyOrder(
      @ForAll("groups") List<IndexGroup> groups,
      @ForAll @IntRange(min = 1, max = 12) int maxTasks,
      @ForAll Random random) {
    List<IndexGroup> shuffled = new ArrayList<>(groups);
    Collections.shuffle(shuffled, random);

    assertThat(GroupAssignment.assign(shuffled, maxTasks))
        .isEqualTo(GroupAssignment.assign(groups, maxTasks));
  }

  @Provide
  Arbitrary<List<IndexGroup>> groups() {
    Arbitrary<Integer> widths = Arbitraries.integers().between(1, 40);
    return widths
        .list()
        .ofMaxSize(30)
        .map(
            sizes ->
                IntStream.range(0, sizes.size())
                    .mapToObj(i -> group(1_000L * (i + 1), sizes.get(i)))
                    .toList());
  }

  private static IndexGroup group(long indexKey, int width) {
    List<Channel> members =
        IntStream.rangeClosed(1, width).mapToObj(i -> channel(indexKey + i, indexKey)).toList();
    return new IndexGroup(channel(indexKey, indexKey), members);
  }

  private static Channel channel(long key, long indexKey) {
    return new Channel(key, "c" + key, "float64", indexKey, key == indexKey, false, false, "");
  }
}
