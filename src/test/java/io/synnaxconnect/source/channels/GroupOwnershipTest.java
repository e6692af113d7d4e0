package io.synnaxconnect.source.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupOwnershipTest {

  private static final long FIRST_KEY = 1_048_577;

  @Test
  void everyGroupBelongsToExactlyOneOfAllShards() {
    for (int tasks = 1; tasks <= 8; tasks++) {
      for (IndexGroup group : groups(500)) {
        int count = tasks;
        assertThat(IntStream.range(0, tasks).filter(task -> owns(task, count, group)).count())
            .isEqualTo(1);
      }
    }
  }

  @Test
  void shardsGetSimilarNumbersOfGroups() {
    // Given
    int[] owned = new int[6];

    // When
    for (IndexGroup group : groups(6_000)) {
      for (int task = 0; task < 6; task++) {
        owned[task] += owns(task, 6, group) ? 1 : 0;
      }
    }

    // Then
    assertThat(Arrays.stream(owned).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(900, 1_100));
  }

  @Test
  void aGroupMovesOnlyToANewTask() {
    for (IndexGroup group : groups(500)) {
      for (int task = 0; task < 5; task++) {
        if (owns(task, 6, group)) {
          assertThat(owns(task, 5, group)).isTrue();
        }
      }
    }
  }

  /** Whoever changes the hash moves groups between tasks that run. */
  @Test
  void ownersStayTheSameForEver() {
    List<Integer> owners = new ArrayList<>();
    for (IndexGroup group : groups(12)) {
      owners.add(IntStream.range(0, 4).filter(task -> owns(task, 4, group)).findFirst().orElse(-1));
    }
    assertThat(owners).containsExactly(1, 3, 1, 0, 1, 1, 3, 1, 0, 1, 3, 0);
  }

  @Test
  void tellsWhichOfItsListedGroupsAreGone() {
    // Given
    GroupOwnership listed = new GroupOwnership.Listed(Set.of(FIRST_KEY, 7L));

    // When / Then
    assertThat(listed.owns(groups(1).get(0))).isTrue();
    assertThat(listed.missing(groups(1))).containsExactly(7L);
    assertThat(new GroupOwnership.Shard(0, 1).missing(List.of())).isEmpty();
  }

  @Test
  void refusesATaskThatIsNoneOfTheShards() {
    assertThatThrownBy(() -> new GroupOwnership.Shard(2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no task 2 of 2");
  }

  private static boolean owns(int task, int tasks, IndexGroup group) {
    return new GroupOwnership.Shard(task, tasks).owns(group);
  }

  private static List<IndexGroup> groups(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new IndexGroup(
                    null,
                    List.of(
                        new Channel(FIRST_KEY + i, "v" + i, "float64", 0, false, true, false, ""))))
        .toList();
  }
}
