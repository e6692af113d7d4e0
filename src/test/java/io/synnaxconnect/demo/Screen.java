package io.synnaxconnect.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/** The terminal: shows lines again and again until q or Ctrl-C. */
final class Screen implements AutoCloseable {

  private static final long REDRAW_MILLIS = 250;

  private final Terminal terminal;
  private final Attributes original;
  private volatile boolean interrupted;
  private boolean restored;

  private Screen(Terminal terminal) {
    this.terminal = terminal;
    this.original = terminal.enterRawMode();
    terminal.handle(Terminal.Signal.INT, signal -> interrupted = true);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.clear_screen);
    terminal.puts(Capability.cursor_invisible);
    terminal.flush();
  }

  /** Takes over the terminal until it is closed. */
  static Screen open() throws IOException {
    Screen screen = new Screen(TerminalBuilder.builder().system(true).build());
    Runtime.getRuntime().addShutdownHook(new Thread(screen::restore, "demo-screen"));
    return screen;
  }

  /** Returns when the user wants to end, or all is done. */
  void show(Function<Size, List<AttributedString>> lines, BooleanSupplier done) throws IOException {
    Display display = new Display(terminal, true);
    Size before = terminal.getSize();
    while (!interrupted && !done.getAsBoolean()) {
      Size size = terminal.getSize();
      if (!size.equals(before)) {
        // The terminal has moved what was there, and the display does not know where to.
        terminal.puts(Capability.clear_screen);
        display.reset();
        before = size;
      }
      draw(display, size, lines.apply(size));
      int key = terminal.reader().read(REDRAW_MILLIS);
      if (key == 'q' || key == 'Q') {
        return;
      }
    }
  }

  /** Nothing once the terminal is given back: a signal may end this process while we draw. */
  private synchronized void draw(Display display, Size size, List<AttributedString> lines) {
    if (!restored) {
      display.resize(size.getRows(), size.getColumns());
      display.update(fit(lines, size), 0);
    }
  }

  @Override
  public void close() throws IOException {
    restore();
    terminal.close();
  }

  private synchronized void restore() {
    if (!restored) {
      restored = true;
      terminal.puts(Capability.exit_ca_mode);
      terminal.puts(Capability.cursor_visible);
      terminal.setAttributes(original);
      terminal.flush();
    }
  }

  /** A list that the display may change, as it does when the screen is full. */
  private static List<AttributedString> fit(List<AttributedString> lines, Size size) {
    return lines.stream()
        .limit(size.getRows())
        .map(line -> line.columnSubSequence(0, size.getColumns()))
        .collect(Collectors.toCollection(ArrayList::new));
  }
}
