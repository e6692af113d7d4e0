package io.synnaxconnect.conformance;

import io.synnaxconnect.telem.DataType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The section of docs/records.md on what arrives, made of what arrived. */
final class TypeTable {

  private static final String INTRODUCTION =
      """
      A cell names the form in which the reader finds the value. The value is exactly what was written, floats bit for bit,
      unless the cell shows another. *refused*: the sample follows `errors.data`. Of options that are not the default only what they change is shown.
      """;

  /** Samples of one type and option that arrive in the same way. */
  private record Line(Case of, List<String> cells, List<String> labels) {}

  private final Map<Case, Map<Written, String>> cells;

  TypeTable(Map<Case, Map<Written, String>> cells) {
    this.cells = cells;
  }

  /** Markdown. */
  String text() {
    Map<String, List<Format>> formatsByTable = new LinkedHashMap<>();
    for (Format format : Trial.FORMATS) {
      formatsByTable.computeIfAbsent(table(format), table -> new ArrayList<>()).add(format);
    }
    StringBuilder text = new StringBuilder(INTRODUCTION);
    formatsByTable.forEach(
        (table, formats) ->
            text.append("\n")
                .append(formats.stream().map(TypeTable::name).collect(Collectors.joining(", ")))
                .append(":\n\n")
                .append(table));
    return text.toString();
  }

  private static String name(Format format) {
    return "`" + format.name().toLowerCase(Locale.ROOT) + "`";
  }

  private String table(Format format) {
    StringBuilder table = new StringBuilder("| written | option | samples |");
    for (Encoding encoding : Encoding.values()) {
      table.append(" ").append(encoding.title()).append(" |");
    }
    table.append("\n|---|---|---|").append("---|".repeat(Encoding.values().length)).append("\n");
    lines(format)
        .forEach(
            line ->
                table.append(
                    "| %s | %s | %s | %s |\n"
                        .formatted(
                            line.of().dataType().wireName(),
                            option(line.of()),
                            String.join("; ", line.labels()),
                            String.join(" | ", line.cells()))));
    return table.toString();
  }

  private static String option(Case it) {
    return it.option().isEmpty() ? "" : "`" + it.option() + "`";
  }

  private Stream<Line> lines(Format format) {
    return Stream.of(DataType.values())
        .flatMap(
            dataType ->
                Case.forms(format, dataType)
                    .map(options -> new Case(format, Encoding.AVRO, dataType, options)))
        .flatMap(it -> lines(it).stream());
  }

  private List<Line> lines(Case it) {
    Map<List<String>, Line> byCells = new LinkedHashMap<>();
    for (Written written : Extremes.of(it.dataType())) {
      List<String> found = cellsOf(it, written);
      if (it.hasDefaults() || !found.equals(cellsOf(it.withDefaults(), written))) {
        byCells
            .computeIfAbsent(found, key -> new Line(it, key, new ArrayList<>()))
            .labels()
            .add(written.label());
      }
    }
    return List.copyOf(byCells.values());
  }

  private List<String> cellsOf(Case it, Written written) {
    return Stream.of(Encoding.values())
        .map(to -> cells.get(it.through(to)).get(written))
        .toList();
  }
}
