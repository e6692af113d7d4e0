package io.synnaxconnect;

import java.util.List;
import java.util.function.ToLongFunction;

/** Searches lists that are in the order of a number. */
public final class Sorted {

  private Sorted() {}

  /** The place of the first element whose number is at least so high; the size if none is. */
  public static <T> int firstFrom(List<T> sorted, ToLongFunction<T> number, long least) {
    int low = 0;
    int high = sorted.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (number.applyAsLong(sorted.get(middle)) < least) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
