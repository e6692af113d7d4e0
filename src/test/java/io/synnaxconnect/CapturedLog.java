package io.synnaxconnect;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the tests' logging backend prints, which is WARN and above, as long as this is open; it is
 * printed all the same. Test classes that run at the same time are in processes of their own.
 */
public final class CapturedLog implements AutoCloseable {

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream captured = new ByteArrayOutputStream();

  /** Begins to listen. */
  public CapturedLog() {
    System.setErr(new PrintStream(new Both(), true, StandardCharsets.UTF_8));
  }

  /** Lines so far that hold all of these texts. */
  public List<String> lines(String... texts) {
    return captured
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> List.of(texts).stream().allMatch(line::contains))
        .toList();
  }

  @Override
  public void close() {
    System.setErr(before);
  }

  private final class Both extends OutputStream {
    @Override
    public void write(int b) {
      captured.write(b);
      before.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      captured.write(bytes, offset, length);
      before.write(bytes, offset, length);
    }
  }
}
