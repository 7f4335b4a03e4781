package dev.sluice.local.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A Markdown table that grows by rows or by columns; a cell that was never filled shows a dash. */
final class Table {
  private static final String EMPTY = "-";

  private final String corner;
  private final Set<String> columns = new LinkedHashSet<>();
  private final Map<String, Map<String, String>> rows = new LinkedHashMap<>();

  Table(String corner, String... columns) {
    this.corner = corner;
    this.columns.addAll(List.of(columns));
  }

  Table put(String row, String column, String value) {
    columns.add(column);
    rows.computeIfAbsent(row, name -> new LinkedHashMap<>()).put(column, value);
    return this;
  }

  /** Values in the order of the columns. */
  Table row(String row, String... values) {
    List<String> names = new ArrayList<>(columns);
    for (int i = 0; i < values.length; i++) {
      put(row, names.get(i), values[i]);
    }
    return this;
  }

  String markdown() {
    List<String> lines = new ArrayList<>();
    lines.add(line(corner, columns.stream().toList()));
    lines.add(line("---", Collections.nCopies(columns.size(), "---")));
    rows.forEach((row, cells) -> lines.add(line(row, columns.stream().map(column -> cells.getOrDefault(column, EMPTY)).toList())));
    return String.join("\n", lines);
  }

  private static String line(String first, List<String> others) {
    return "| " + escaped(first) + others.stream().map(cell -> " | " + escaped(cell)).collect(Collectors.joining()) + " |";
  }

  private static String escaped(String cell) {
    return cell.replace("|", "\\|").replaceAll("\\s*\\R\\s*", " ");
  }
}
