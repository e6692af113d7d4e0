package io.synnaxconnect.source.sidetopics;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.docs.AvroFiles;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;

class SideTopicSchemasTest {

  private static final List<Schema> SCHEMAS =
      List.of(
          GapAndHeartbeatRecords.GAP,
          GapAndHeartbeatRecords.HEARTBEAT,
          StatusRecords.STATUS,
          CatalogueRecords.ENTRY,
          RangeRecords.ENTRY);

  @Test
  void theArchiveHasTheSchemaOfEverySideTopic() throws IOException {
    AvroFiles.compare("side-topics", SCHEMAS);
  }

  @Test
  void everySchemaHasAVersionAndSaysWhatItIs() {
    assertThat(SCHEMAS)
        .allSatisfy(
            schema -> {
              assertThat(schema.version()).isEqualTo(1);
              assertThat(schema.doc()).isNotBlank();
            });
  }
}
