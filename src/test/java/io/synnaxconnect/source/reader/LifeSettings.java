package io.synnaxconnect.source.reader;

import static io.synnaxconnect.delivery.VirtualTime.SECOND;

import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.convert.RecordFields;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.convert.RecordOptions.RecordKey;
import io.synnaxconnect.convert.RecordOptions.RecordTimestamp;
import io.synnaxconnect.convert.RecordSizes;
import io.synnaxconnect.convert.RecordSizes.Oversize;
import io.synnaxconnect.convert.ValueOptions;
import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.convert.ValueOptions.NonFiniteForm;
import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.convert.ValueOptions.Uint64Form;
import io.synnaxconnect.delivery.DeliveryOptions;
import io.synnaxconnect.delivery.Dice;
import io.synnaxconnect.source.plan.SideTopicOptions;
import io.synnaxconnect.source.plan.SourceTaskOptions;
import io.synnaxconnect.source.plan.StartFrom;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** How the tasks of one life are configured, and how large things are in it. */
final class LifeSettings {

  static final String DEAD_LETTERS = "dead-letters";

  final boolean transactional;
  final boolean fromEarliest;
  final int blockRows;
  final int messageBytes;
  final int frameBytes;
  final int textBytes;
  final int badPercent;
  final DeliveryOptions delivery;
  private final int pollMaxRecords;
  private final long bufferBytes;
  private final Duration heartbeatInterval;
  private final Set<Long> newGroups;

  /**
   * Random settings.
   *
   * @param newGroups keys of groups that appeared while the connector ran
   */
  LifeSettings(Dice dice, Set<Long> newGroups) {
    this.newGroups = newGroups;
    transactional = dice.flip();
    fromEarliest = dice.flip();
    blockRows = dice.flip() ? 1_000 : dice.between(1, 20);
    messageBytes = dice.flip() ? 1 << 20 : dice.between(200, 3_000);
    frameBytes = dice.flip() ? 0 : dice.between(100, 5_000);
    textBytes = dice.flip() ? 10 : dice.between(10, 1_000);
    badPercent = dice.percent(60) ? 0 : dice.between(1, 20);
    delivery =
        new DeliveryOptions(
            dice.between(3, 20) * SECOND,
            dice.between(1, 4) * SECOND,
            4 * SECOND,
            Long.MAX_VALUE,
            false,
            Long.MAX_VALUE);
    pollMaxRecords = dice.flip() ? 2_000 : dice.between(1, 30);
    bufferBytes = dice.between(6, dice.flip() ? 60 : 400) * 1_000L;
    heartbeatInterval = Duration.ofSeconds(dice.flip() ? 0 : dice.between(1, 5));
  }

  SourceTaskOptions task() {
    return new SourceTaskOptions(
        pollMaxRecords,
        Duration.ZERO,
        bufferBytes,
        0,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        StreamerOptions.DEFAULT,
        true,
        new StartFrom(fromEarliest ? TimeStamp.MIN : null, Map.of(), newGroups),
        delivery,
        new SideTopicOptions("gaps", "heartbeats", heartbeatInterval, "", "", "", false, Map.of()),
        false);
  }

  static RecordOptions records(DataErrors errors) {
    ValueOptions values =
        new ValueOptions(
            Uint64Form.DECIMAL,
            TimestampForm.NANOS,
            NonFiniteForm.KEEP,
            NonFiniteForm.KEEP,
            errors);
    return new RecordOptions(
        RecordFormat.SAMPLE,
        "samples",
        RecordKey.CHANNEL_KEY,
        RecordTimestamp.SAMPLE,
        false,
        values,
        new RecordSizes(1_000, 900_000, Oversize.SKIP),
        DEAD_LETTERS,
        RecordFields.DEFAULT,
        Long.MAX_VALUE);
  }
}
