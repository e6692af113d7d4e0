package io.synnaxconnect.convert;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A list that makes each element when it is asked for: a view on primitive values without a boxed
 * copy.
 *
 * <p>It is empty until {@link #reveal}. Connect looks at each element of a list that is put into a
 * struct, which costs more than the rest of the record; ours are of the right class by
 * construction, as a test holds.
 */
final class LazyList<T extends @Nullable Object> extends AbstractList<T> implements RandomAccess {

  private final IntFunction<T> elements;
  private int size;

  LazyList(IntFunction<T> elements) {
    this.elements = elements;
  }

  /** Shows the first {@code count} elements. Once, before anybody else sees the list. */
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
