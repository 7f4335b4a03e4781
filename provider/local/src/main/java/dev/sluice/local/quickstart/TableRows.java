package dev.sluice.local.quickstart;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What stands in the tables that the migrations made.
 */
final class TableRows {
  /** Not the migrations': Flyway's, ours and the product's own. */
  private static final Pattern BOOKKEEPING = Pattern.compile(".*\\b(flyway_schema_history|sluice_\\w+|sqlite_\\w+)\\b.*");
  private static final int MOST_ROWS = 20;

  private final Connection connection;
  private final ShownEngine engine;

  TableRows(Connection connection, ShownEngine engine) {
    this.connection = requireNonNull(connection, "connection is null");
    this.engine = requireNonNull(engine, "engine is null");
  }

  /** Each table's name and its first rows, in columns. */
  String text() throws SQLException {
    List<String> blocks = new ArrayList<>();
    List<List<String>> tables = query(engine.tables());
    for (String name : tables.stream().skip(1).map(List::getFirst).filter(name -> !BOOKKEEPING.matcher(name).matches()).sorted().toList()) {
      blocks.add(name + "\n" + columns(query("SELECT * FROM " + name + " ORDER BY 1")));
    }
    return String.join("\n\n", blocks);
  }

  /** The first row holds the columns' names. */
  private List<List<String>> query(String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      List<String> names = new ArrayList<>();
      for (int column = 1; column <= columns; column++) {
        names.add(result.getMetaData().getColumnLabel(column));
      }
      rows.add(names);
      while (result.next() && rows.size() <= MOST_ROWS) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          row.add(String.valueOf(result.getString(column)));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  static String columns(List<List<String>> rows) {
    int[] widths = new int[rows.getFirst().size()];
    rows.forEach(row -> {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    });
    return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      line.append(row.get(column)).append(" ".repeat(widths[column] - row.get(column).length() + 3));
    }
    return line.toString().stripTrailing();
  }
}
