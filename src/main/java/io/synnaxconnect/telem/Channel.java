package io.synnaxconnect.telem;

import org.jspecify.annotations.Nullable;

/**
 * A channel as the cluster describes it. The key identifies it inside one cluster; names change and
 * may repeat.
 *
 * @param key unsigned 32-bit number
 * @param name any text; current clusters allow {@code [a-zA-Z_][a-zA-Z0-9_]*}
 * @param dataTypeName the type as the cluster spells it; virtual channels can carry any text. A
 *     {@code bool} is called {@code boolean}, as it is from 0.57.0 on
 * @param indexKey key of the channel with the timestamps, its own key for an index, 0 for none
 * @param isIndex whether this channel contains timestamps for others
 * @param isVirtual whether its samples are never stored
 * @param isInternal whether it belongs to the cluster's own workings
 * @param expression how a calculated channel is computed, empty for all others
 * @param hasOperations whether operations over several results follow, such as an average
 */
public record Channel(
    long key,
    String name,
    String dataTypeName,
    long indexKey,
    boolean isIndex,
    boolean isVirtual,
    boolean isInternal,
    String expression,
    boolean hasOperations) {

  private static final int LEASEHOLDER_SHIFT = 20;

  /** A channel without operations. */
  public Channel(
      long key,
      String name,
      String dataTypeName,
      long indexKey,
      boolean isIndex,
      boolean isVirtual,
      boolean isInternal,
      String expression) {
    this(key, name, dataTypeName, indexKey, isIndex, isVirtual, isInternal, expression, false);
  }

  /** The type of its samples, or null if we do not know the type: never stream such a channel. */
  public @Nullable DataType dataType() {
    return DataType.ofWireName(dataTypeName);
  }

  /** The node of the cluster that has its samples: the upper 12 bits of the key. */
  public int leaseholder() {
    return (int) (key >>> LEASEHOLDER_SHIFT);
  }

  /** Whether it has timestamps; an index is its own index. */
  public boolean isIndexed() {
    return indexKey != 0;
  }

  /** Whether the cluster computes it from others. */
  public boolean isCalculated() {
    return !expression.isEmpty();
  }

  /** Its name as a text may show it, see {@link ForeignText}. */
  public String shownName() {
    return ForeignText.name(name);
  }

  /** Its data type as a text may show it. */
  public String shownType() {
    return ForeignText.name(dataTypeName);
  }

  /** Name and key, as a text may show them. */
  @Override
  public String toString() {
    return shownName() + " (" + key + ")";
  }
}
