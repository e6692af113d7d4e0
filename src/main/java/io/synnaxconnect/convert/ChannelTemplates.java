package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Rows;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** The templates of the channels, by key, each created at its first use. One thread uses it. */
final class ChannelTemplates {

  private final RecordOptions options;
  private final TopicRules topics;
  private final Map<Long, ChannelTemplate> byChannelKey = new HashMap<>();

  ChannelTemplates(RecordOptions options, TopicRules topics) {
    this.options = options;
    this.topics = topics;
  }

  /** The templates of a block's columns, in order. */
  ChannelTemplate[] of(RowConversion conversion) {
    Rows rows = conversion.rows();
    ChannelTemplate[] channels = new ChannelTemplate[rows.columns().size()];
    for (int i = 0; i < channels.length; i++) {
      Rows.Column column = rows.columns().get(i);
      channels[i] = of(column.channel(), rows.group().index(), conversion.clusterKey());
      if (channels[i].dataType() != column.series().dataType()) {
        throw new DataException(
            "channels.include: channel '"
                + column.channel().shownName()
                + "' is listed with data type "
                + column.channel().shownType()
                + " but its samples arrived as "
                + column.series().dataType().wireName()
                + "; restart the connector, so that it lists channels again");
      }
    }
    return channels;
  }

  ChannelTemplate of(Channel channel, @Nullable Channel index, String clusterKey) {
    ChannelTemplate template = byChannelKey.get(channel.key());
    if (template == null || !template.isFor(channel, index, clusterKey)) {
      template = new ChannelTemplate(channel, index, clusterKey, options, topics);
      byChannelKey.put(channel.key(), template);
    }
    return template;
  }
}
