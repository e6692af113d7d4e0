package io.synnaxconnect.telem;

import java.util.List;

/**
 * What a live stream may have missed of one index group while it was lost. It marks the first frame
 * of the group after the stream was opened again.
 *
 * @param channels the channels of the stream in that group, in order of key
 * @param range from after the last timestamp that came before to before the first that came after
 * @param isExact whether both ends are by timestamps of the group. Otherwise the stream does not
 *     contain the index, or no row of the group came before: then the range is by the clock of this
 *     machine, at the receipt of frames
 */
public record StreamGap(List<Channel> channels, TimeRange range, boolean isExact) {

  /** Copies the list. */
  public StreamGap {
    channels = List.copyOf(channels);
  }
}
