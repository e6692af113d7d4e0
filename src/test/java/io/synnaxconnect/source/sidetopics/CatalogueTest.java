package io.synnaxconnect.source.sidetopics;

import static io.synnaxconnect.telem.Telemetry.FORCE;
import static io.synnaxconnect.telem.Telemetry.NOTES;
import static io.synnaxconnect.telem.Telemetry.PRESSURE;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.StoredContext;
import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.offset.CatalogueOffset;
import io.synnaxconnect.source.Sessions;
import io.synnaxconnect.source.plan.PollBudget;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class CatalogueTest {

  private static final IndexGroup BOTH = new IndexGroup(TIME, List.of(PRESSURE, FORCE));
  private static final IndexGroup ONE = new IndexGroup(TIME, List.of(PRESSURE));

  private final Map<Map<String, ?>, Map<String, Object>> offsets = new HashMap<>();
  private Catalogue catalogue = newCatalogue();

  @Test
  void namesEveryChannelOnce() {
    // When
    List<SourceRecord> records = update(BOTH, List.of(), 7);
    List<SourceRecord> again = update(BOTH, List.of(), 8);

    // Then
    assertThat(records).extracting(SourceRecord::key).containsExactly("cluster-a/2", "cluster-a/3");
    assertThat(records).extracting(SourceRecord::topic).containsOnly("catalogue");
    Struct entry = (Struct) records.get(0).value();
    assertThat(entry.getString("cluster_key")).isEqualTo("cluster-a");
    assertThat(entry.getInt64("channel_key")).isEqualTo(2);
    assertThat(entry.getString("name")).isEqualTo("c2");
    assertThat(entry.getString("data_type")).isEqualTo("float64");
    assertThat(entry.getString("index")).isEqualTo("c1");
    assertThat(entry.getInt64("index_key")).isEqualTo(1);
    assertThat(entry.getBoolean("virtual")).isFalse();
    assertThat(entry.getString("topic")).isEqualTo("synnax.float64");
    assertThat(entry.getInt64("first_seen")).isEqualTo(7);
    assertThat(entry.getBoolean("deleted")).isFalse();
    assertThat(again).isEmpty();
  }

  @Test
  void namesAChannelWithoutIndex() {
    // When
    Struct entry = (Struct) update(NOTES, List.of(), 7).get(0).value();

    // Then
    assertThat(entry.getString("name")).isEqualTo("note");
    assertThat(entry.getString("index")).isNull();
    assertThat(entry.getInt64("index_key")).isNull();
    assertThat(entry.getBoolean("virtual")).isTrue();
  }

  @Test
  void onlyTheLastRecordSaysThatAllWasSaid() {
    // When
    List<SourceRecord> records = update(BOTH, List.of(), 7);

    // Then
    assertThat(records)
        .extracting(SourceRecord::sourcePartition)
        .containsOnly(Map.copyOf(CatalogueOffset.partition("cluster-a", 1)));
    assertThat(CatalogueOffset.fromMap(records.get(0).sourceOffset()))
        .isEqualTo(CatalogueOffset.NONE);
    assertThat(CatalogueOffset.fromMap(records.get(1).sourceOffset()).firstSeenNanos())
        .isEqualTo(Map.of(2L, 7L, 3L, 7L));
  }

  @Test
  void aRestartRepeatsNothing() {
    // Given
    store(update(BOTH, List.of(), 7));

    // When
    catalogue = newCatalogue();

    // Then
    assertThat(update(BOTH, List.of(), 100)).isEmpty();
  }

  @Test
  void aCrashBeforeTheLastRecordRepeatsAll() {
    // Given
    store(update(BOTH, List.of(), 7).subList(0, 1));

    // When
    catalogue = newCatalogue();

    // Then
    assertThat(update(BOTH, List.of(), 100)).hasSize(2);
  }

  @Test
  void aRestartRemembersWhenChannelsWereFirstSeen() {
    // Given
    store(update(ONE, List.of(), 7));
    catalogue = newCatalogue();

    // When
    List<SourceRecord> records = update(BOTH, List.of(), 100);

    // Then
    assertThat(records)
        .extracting(record -> ((Struct) record.value()).getInt64("first_seen"))
        .containsExactly(7L, 100L);
  }

  @Test
  void saysWhatChanges() {
    // Given
    update(BOTH, List.of(), 7);
    Channel renamed = new Channel(2, "thrust", "float64", 1, false, false, false, "");

    // When
    List<SourceRecord> afterRename =
        update(new IndexGroup(TIME, List.of(renamed, FORCE)), List.of(), 8);
    List<SourceRecord> afterDeletion =
        update(new IndexGroup(TIME, List.of(FORCE)), List.of(renamed), 9);

    // Then
    assertThat(afterRename).hasSize(1);
    assertThat(((Struct) afterRename.get(0).value()).getString("name")).isEqualTo("thrust");
    assertThat(afterDeletion).hasSize(1);
    Struct deleted = (Struct) afterDeletion.get(0).value();
    assertThat(deleted.getString("name")).isEqualTo("thrust");
    assertThat(deleted.getBoolean("deleted")).isTrue();
    assertThat(deleted.getInt64("first_seen")).isEqualTo(7);
  }

  @Test
  void aGroupThatVanishesIsDeletedWhole() {
    // Given
    update(BOTH, List.of(), 7);

    // When
    List<SourceRecord> records = update(BOTH, List.of(PRESSURE, FORCE), 8);

    // Then
    assertThat(records)
        .hasSize(2)
        .allMatch(record -> ((Struct) record.value()).getBoolean("deleted"));
  }

  @Test
  void fillsAPollNoFurtherThanItMay() {
    // Given
    catalogue.update(Sessions.session(0, BOTH), BOTH, List.of(), 7);
    PollBudget small = new PollBudget(1, 10, Duration.ZERO);
    PollBudget large = new PollBudget(10, 10, Duration.ZERO);

    // When
    catalogue.drainTo(small);
    catalogue.drainTo(large);

    // Then
    assertThat(small.records()).hasSize(1);
    assertThat(large.records()).hasSize(1);
  }

  private Catalogue newCatalogue() {
    return new Catalogue(
        new CatalogueRecords("catalogue", new FrameConverter(RecordOptions.DEFAULT)),
        new StoredContext(Map.of(), offsets));
  }

  private List<SourceRecord> update(IndexGroup group, List<Channel> deleted, long nowNanos) {
    PollBudget budget = new PollBudget(1_000, 1_000, Duration.ZERO);
    catalogue.update(Sessions.session(0, group), group, deleted, nowNanos);
    catalogue.drainTo(budget);
    return budget.records();
  }

  private void store(List<SourceRecord> records) {
    records.forEach(
        record -> offsets.put(record.sourcePartition(), new HashMap<>(record.sourceOffset())));
  }
}
