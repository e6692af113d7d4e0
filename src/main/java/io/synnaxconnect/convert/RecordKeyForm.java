package io.synnaxconnect.convert;

import io.synnaxconnect.convert.RecordOptions.RecordKey;
import io.synnaxconnect.telem.Channel;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A record key.
 *
 * @param schema null for no key
 * @param value null for no key
 */
record RecordKeyForm(@Nullable Schema schema, @Nullable Object value) {

  /** The key of a channel. */
  static RecordKeyForm of(RecordKey form, Channel channel) {
    return switch (form) {
      case CHANNEL -> new RecordKeyForm(Schema.STRING_SCHEMA, channel.name());
      case CHANNEL_KEY -> new RecordKeyForm(Schema.INT64_SCHEMA, channel.key());
      case NONE -> new RecordKeyForm(null, null);
    };
  }
}
