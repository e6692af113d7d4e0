package io.synnaxconnect.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The table that a run prints and keeps at its end. */
final class ReportTable {

  private ReportTable() {}

  /** Prints a line for each row below the heading, and keeps the same lines in a file. */
  static void print(Path file, String heading, List<?> rows) {
    List<String> lines = new ArrayList<>(List.of(heading));
    rows.forEach(row -> lines.add(row.toString()));
    System.out.println(String.join("\n", lines));
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
