package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.source.WatchedGroup.Sight;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Walks the table of what a round sees. */
class WatchedGroupTest {

  @ParameterizedTest
  @CsvSource({
    // emitted, history serves others, queued, to move
    "true,  false, false, true,  MOVED",
    "true,  true,  true,  false, MOVED",
    "false, true,  false, true,  EXCUSED",
    "false, false, true,  true,  EXCUSED",
    "false, false, false, false, EXCUSED",
    "false, true,  true,  false, EXCUSED",
    "false, false, false, true,  STILL",
  })
  void onlyAGroupWithoutAnExcuseIsStill(
      boolean emitted, boolean historyServes, boolean queued, boolean toMove, Sight sight) {
    assertThat(Sight.of(emitted, historyServes, queued, toMove)).isEqualTo(sight);
  }
}
