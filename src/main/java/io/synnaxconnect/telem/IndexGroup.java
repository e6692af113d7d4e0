package io.synnaxconnect.telem;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An index channel with the chosen channels that have their timestamps in it. It is the unit of
 * work, of order and of offsets; a group never spans two tasks. A virtual channel without an index
 * is its own group.
 *
 * @param index the channel with the timestamps; null for the group of one unindexed virtual channel
 * @param channels the chosen channels in order of key; with the index only if it is chosen
 */
public record IndexGroup(@Nullable Channel index, List<Channel> channels) {

  /** Copies the list. */
  public IndexGroup {
    channels = List.copyOf(channels);
    if (channels.isEmpty()) {
      throw new IllegalArgumentException("an index group needs at least one chosen channel");
    }
  }

  /** Whether the index itself is among the chosen channels. */
  public boolean isIndexChosen() {
    int low = 0;
    int high = channels.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long key = channels.get(middle).key();
      if (key == indexKey()) {
        return true;
      }
      if (key < indexKey()) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return false;
  }

  /** Key of the index channel, 0 without index. */
  public long indexKey() {
    return index == null ? 0 : index.key();
  }

  /** The node of the cluster that has its samples: index and data are always on one. */
  public int leaseholder() {
    return index == null ? channels.get(0).leaseholder() : index.leaseholder();
  }

  /** Identifies this group: the key of the index, or of the one channel. */
  public long groupKey() {
    return index == null ? channels.get(0).key() : index.key();
  }

  /** Whether the cluster stores this group, so that history can repair it. */
  public boolean isStored() {
    return index != null && !index.isVirtual();
  }
}
