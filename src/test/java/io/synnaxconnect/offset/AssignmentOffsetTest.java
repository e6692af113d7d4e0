package io.synnaxconnect.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class AssignmentOffsetTest {

  private static final AssignmentOffset GROUPS =
      AssignmentOffset.ofGroups(List.of(7L, 8L, 9L, 12L));
  private static final AssignmentOffset SHARE = AssignmentOffset.ofShare(1, 4);

  @Test
  void readsWhatItWrote() {
    assertThat(AssignmentOffset.fromMap(GROUPS.toMap())).isEqualTo(GROUPS);
    assertThat(AssignmentOffset.fromMap(SHARE.toMap())).isEqualTo(SHARE);
    assertThat(GROUPS.toMap()).isEqualTo(Map.of("v", "1", "groups", "7-9,12"));
    assertThat(SHARE.toMap()).isEqualTo(Map.of("v", "1", "share", "1/4"));
  }

  @Test
  void refusesWhatAnotherVersionWrote() {
    for (Map<String, Object> foreign :
        Set.<Map<String, Object>>of(
            Map.of(),
            Map.of("v", "1"),
            Map.of("v", "2", "groups", "7"),
            Map.of("v", "1", "groups", "9-7"),
            Map.of("v", "1", "groups", "0-4294967295"),
            Map.of("v", "1", "groups", 7L),
            Map.of("v", "1", "share", "half"))) {
      assertThatThrownBy(() -> AssignmentOffset.fromMap(foreign))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining(
              "of status records does not belong to this connector; set it to null to remove it");
    }
  }

  @Test
  void saysWhatHasChangedAndNothingElse() {
    // Given
    AssignmentOffset other = AssignmentOffset.ofGroups(List.of(8L, 9L, 20L, 21L));

    // When / Then
    assertThat(GROUPS.changeSince(AssignmentOffset.fromMap(GROUPS.toMap()))).isNull();
    assertThat(other.changeSince(GROUPS))
        .isEqualTo(
            "The connector has assigned other index groups to the task: now 4, added 20-21, removed"
                + " 7,12");
    assertThat(SHARE.changeSince(AssignmentOffset.ofShare(1, 3)))
        .isEqualTo(
            "The connector has split the index groups again: the task now reads share 1/4,"
                + " before share 1/3");
    assertThat(SHARE.changeSince(GROUPS)).endsWith("reads share 1/4, before the groups 7-9,12");
    assertThat(SHARE.changeSince(AssignmentOffset.ofGroups(List.of()))).endsWith("before no group");
  }

  @Test
  void hasOnePartitionForEachTask() {
    assertThat(AssignmentOffset.isPartition(AssignmentOffset.partition("3"))).isTrue();
    assertThat(AssignmentOffset.isPartition(Map.of("stream", "samples", "task_id", "3"))).isFalse();
    assertThat(AssignmentOffset.isPartition(Map.of("stream", "status", "task_id", 3))).isFalse();
    assertThat(AssignmentOffset.isPartition(Map.of("stream", "status", "task_id", "x"))).isFalse();
    assertThat(AssignmentOffset.isPartition(CatalogueOffset.partition("c", 7))).isFalse();
  }
}
