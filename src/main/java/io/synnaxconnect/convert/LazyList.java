package io.synnaxconnect.convert;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A list that creates each element at its access: a view on primitive values without a boxed copy.
 *
 * <p>It is empty until {@link #reveal}. Connect checks each element of a list in a struct, which
 * costs more than the rest of the record. Our elements have the right class by construction, as a
 * test shows.
 */
final class LazyList<T extends @Nullable Object> extends AbstractList<T> implements RandomAccess {

  private final IntFunction<T> elements;
  private int size;

  LazyList(IntFunction<T> elements) {
    this.elements = elements;
  }

  /**
   * Shows the first {@code count} elements. To be called once, before anybody else sees the list.
   */
  void reveal(int count) {
    size = count;
  }

  @Override
  public T get(int i) {
    return elements.apply(Objects.checkIndex(i, size));
  }

  @Override
  public int size() {
    return size;
  }
}
