package io.synnaxconnect.conformance;

import static java.util.Objects.requireNonNull;

import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.telem.DataType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The section of docs/values.md on what arrives, made of what arrived. */
final class TypeTable {

  private static final String INTRODUCTION =
      """
      A cell names the form in which the reader finds the value. The value is exactly what was written, floats bit for bit,
      unless the cell shows another. *refused*: the sample follows `errors.data`. Of options that are not the default only what they change is shown.
      """;

  /** Samples of one type and option that arrive in the same way. */
  private record Line(String dataType, String option, List<String> samples, List<String> cells) {

    Line(String dataType, String option, List<String> cells) {
      this(dataType, option, new ArrayList<>(), cells);
    }

    String row(List<RecordFormat> formats) {
      return "| %s | %s | %s | %s | %s |\n"
          .formatted(
              dataType,
              option.isEmpty() ? "" : "`" + option + "`",
              String.join("; ", samples),
              formats.stream()
                  .map(format -> "`" + format.name().toLowerCase(Locale.ROOT) + "`")
                  .collect(Collectors.joining(", ")),
              String.join(" | ", cells));
    }
  }

  private final Map<Case, Map<Written, String>> cells;

  TypeTable(Map<Case, Map<Written, String>> cells) {
    this.cells = cells;
  }

  /** Markdown. */
  String text() {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    text.append("\n| written | option | samples | format |");
    for (Encoding encoding : Encoding.values()) {
      text.append(" ").append(encoding.title()).append(" |");
    }
    text.append("\n|---|---|---|---|").append("---|".repeat(Encoding.values().length)).append("\n");
    formatsByLine().forEach((line, formats) -> text.append(line.row(formats)));
    return text.toString();
  }

  /** Formats with the same line share it. */
  private Map<Line, List<RecordFormat>> formatsByLine() {
    Map<Line, List<RecordFormat>> formats = new LinkedHashMap<>();
    Map<Line, List<RecordFormat>> uniform = new LinkedHashMap<>();
    for (DataType dataType : DataType.values()) {
      for (RecordFormat format : Trial.FORMATS) {
        Line same = uniformLine(format);
        if (same == null) {
          lines(format, dataType)
              .forEach(line -> formats.computeIfAbsent(line, x -> new ArrayList<>()).add(format));
        } else {
          uniform.put(same, List.of(format));
        }
      }
    }
    formats.putAll(uniform);
    return formats;
  }

  /** The one line of a format in which all samples of all types arrive in the same way. */
  private @Nullable Line uniformLine(RecordFormat format) {
    Set<List<String>> found =
        Stream.of(DataType.values())
            .flatMap(dataType -> lines(format, dataType).stream())
            .map(Line::cells)
            .collect(Collectors.toSet());
    return found.size() == 1
        ? new Line("every type", "", List.of("all of these"), found.iterator().next())
        : null;
  }

  private List<Line> lines(RecordFormat format, DataType dataType) {
    return Case.forms(format, dataType)
        .map(options -> new Case(format, Encoding.AVRO, dataType, options))
        .flatMap(it -> lines(it).stream())
        .toList();
  }

  private List<Line> lines(Case it) {
    Map<List<String>, Line> byCells = new LinkedHashMap<>();
    for (Written written : Extremes.of(it.dataType())) {
      List<String> found = cellsOf(it, written);
      if (it.hasDefaults() || !found.equals(cellsOf(it.withDefaults(), written))) {
        byCells
            .computeIfAbsent(found, x -> new Line(it.dataType().wireName(), it.option(), x))
            .samples()
            .add(written.label());
      }
    }
    return List.copyOf(byCells.values());
  }

  private List<String> cellsOf(Case it, Written written) {
    return Stream.of(Encoding.values())
        .map(to -> requireNonNull(requireNonNull(cells.get(it.through(to))).get(written)))
        .toList();
  }
}
