package io.synnaxconnect.convert;

import io.synnaxconnect.convert.RecordFields.RowNames;
import io.synnaxconnect.telem.Channel;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Names and Protobuf tags of the fields of rows. Each is made from the name and the key of its
 * channel alone, so that it is the same after a restart, on another worker, and whatever other
 * channels there are.
 */
final class RowFieldNames {

  /** The field that every row has. */
  static final String TIMESTAMP = "timestamp";

  /** Protobuf numbers fields with 29 bits. */
  private static final long MAX_TAG = (1L << 29) - 1;

  /** Protobuf keeps 19000 to 19999 for itself; the fixed fields have the first ones. */
  private static final int FIRST_TAG = 20_000;

  /**
   * Where the tags of the few keys below {@link #FIRST_TAG} are: those of no node but the 510th.
   */
  private static final int LOW_KEYS = 510 << 20;

  private final Set<String> names = new HashSet<>();
  private final Set<Integer> tags = new HashSet<>();

  /**
   * The field of a channel. A name that is legal in Avro stays; any other is made legal and gets
   * the channel's key.
   */
  static String of(Channel channel, RowNames form) {
    String legal = legal(channel.name());
    boolean stays = form == RowNames.CHANNEL && legal.equals(channel.name()) && !isFixed(legal);
    return stays ? legal : withKey(channel);
  }

  /** The schema of the rows of an index, without its namespace. */
  static String ofRows(Channel index) {
    String legal = legal(index.name());
    return legal.equals(index.name()) ? legal : withKey(index);
  }

  /** The form in which sinks compare names of columns. */
  static String folded(String fieldName) {
    return fieldName.toLowerCase(Locale.ROOT);
  }

  /**
   * The field's number in Protobuf. Keys of channels are 12 bits for a node and 20 for the channel.
   * The low 29 bits are unique in a cluster of up to 509 nodes and its virtual channels.
   */
  static int tagOf(long channelKey) {
    int low = (int) (channelKey & MAX_TAG);
    return low < FIRST_TAG ? low + LOW_KEYS : low;
  }

  /** Whether a row may have such a field. A channel never gets it, whether or not a row has it. */
  private static boolean isFixed(String legal) {
    String folded = folded(legal);
    return folded.equals(TIMESTAMP) || AddedFields.NAMES.contains(folded);
  }

  private static String withKey(Channel channel) {
    return legal(channel.name()) + "_" + channel.key();
  }

  /** Replaces what Avro does not allow by {@code _}, and puts one before a leading digit. */
  private static String legal(String name) {
    String legal = name.replaceAll("[^A-Za-z0-9_]", "_");
    return legal.isEmpty() || Character.isDigit(legal.charAt(0)) ? "_" + legal : legal;
  }

  /**
   * The name of the next field of one schema. {@link RowPlan} refuses channels that would share a
   * name; whatever slips past it gets another name here, because a schema with a name twice would
   * make the task fail.
   */
  String next(Channel channel, RowNames form) {
    String name = of(channel, form);
    if (names.contains(folded(name))) {
      name = withKey(channel);
    }
    while (!names.add(folded(name))) {
      name += "_";
    }
    return name;
  }

  /** The tag of the next field of one schema. */
  int nextTag(Channel channel) {
    int tag = tagOf(channel.key());
    while (!tags.add(tag)) {
      tag = tag == MAX_TAG ? FIRST_TAG : tag + 1;
    }
    return tag;
  }
}
