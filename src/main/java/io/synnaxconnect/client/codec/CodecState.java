package io.synnaxconnect.client.codec;

import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.FrameChannels;
import java.util.Arrays;
import java.util.Map;

/**
 * The channels of one request of a stream and their types, as server and client both know them. A
 * frame names its state by number instead of repeating it. Immutable.
 */
public final class CodecState {

  private final long[] channelKeys;
  private final DataType[] dataTypes;
  private final FrameChannels channels;
  private final boolean hasVariableType;

  private CodecState(long[] channelKeys, DataType[] dataTypes, FrameChannels channels) {
    this.channelKeys = channelKeys;
    this.dataTypes = dataTypes;
    this.channels = channels;
    this.hasVariableType = Arrays.stream(dataTypes).anyMatch(DataType::isVariable);
  }

  /** A state of at least one channel, whose frames do not know their channels. */
  public static CodecState of(Map<Long, DataType> dataTypes) {
    return of(dataTypes, FrameChannels.NONE);
  }

  /**
   * A state of at least one channel.
   *
   * @param dataTypes type of each channel by key, an unsigned 32-bit number
   * @param channels passed on to every frame
   */
  public static CodecState of(Map<Long, DataType> dataTypes, FrameChannels channels) {
    if (dataTypes.isEmpty()) {
      throw new IllegalArgumentException("a request without channels makes no codec state");
    }
    long[] keys = dataTypes.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
    DataType[] types = new DataType[keys.length];
    for (int slot = 0; slot < keys.length; slot++) {
      DataType type = dataTypes.get(keys[slot]);
      if (type == null) {
        throw new IllegalArgumentException("channel " + keys[slot] + " has no data type");
      }
      types[slot] = type;
    }
    return new CodecState(keys, types, channels);
  }

  /** How many channels there are. */
  int size() {
    return channelKeys.length;
  }

  /** Channel key at a slot; slots are in order of key. */
  long channelKeyAt(int slot) {
    return channelKeys[slot];
  }

  /** Type of the channel at a slot. */
  DataType dataTypeAt(int slot) {
    return dataTypes[slot];
  }

  /** The channels that frames of this state know. */
  FrameChannels channels() {
    return channels;
  }

  /** Whether some channel's samples differ in length: then no frame has a common length. */
  boolean hasVariableType() {
    return hasVariableType;
  }

  /**
   * The slot of a channel, or a negative number if it is not in this state. Series are in order of
   * key, so the slot {@code guess} is mostly the right one.
   */
  int slotOf(long channelKey, int guess) {
    if (guess < channelKeys.length && channelKeys[guess] == channelKey) {
      return guess;
    }
    return Arrays.binarySearch(channelKeys, channelKey);
  }
}
