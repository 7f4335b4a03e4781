package dev.sluice.engine.mysqlfamily;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Several things asked of the dictionary by one statement: on a network waiting costs more than answering. All answers are texts,
 * as the dictionary's columns are of several collations, which a union doesn't forgive.
 */
final class Questions {
  private static final int WIDTH = 14;
  /** No such database, no such table. */
  private static final Set<Integer> MISSING = Set.of(1049, 1146);

  private final List<Question> all = new ArrayList<>();

  /** @param mayLack whether there may be no such table, which is then as good as an empty one */
  private record Question(List<String> columns, String from, List<String> parameters, boolean mayLack, List<Row> answers) {
    String part(int number) {
      return "SELECT " + number + ", "
          + IntStream.range(0, WIDTH).mapToObj(at -> at < columns.size() ? text(columns.get(at)) : "NULL").collect(Collectors.joining(", ")) + " FROM " + from;
    }

    private static String text(String expression) {
      return "CONVERT(" + expression + " USING utf8mb4) COLLATE utf8mb4_bin";
    }
  }

  /** @param columns each a text; empty where the server has none */
  record Row(List<String> columns) {
    Row {
      columns = List.copyOf(columns);
    }

    String text(int at) {
      return columns.get(at);
    }

    int number(int at) {
      return text(at).isEmpty() ? 0 : (int) Long.parseLong(text(at));
    }
  }

  /**
   * @param from what follows FROM
   * @return what is answered, from {@link #ask} on
   */
  List<Row> add(List<String> columns, String from, Collection<String> parameters) {
    return add(columns, from, parameters, false);
  }

  /** The same, where there may be no such table. */
  List<Row> addIfThere(List<String> columns, String from, Collection<String> parameters) {
    return add(columns, from, parameters, true);
  }

  private List<Row> add(List<String> columns, String from, Collection<String> parameters, boolean mayLack) {
    var question = new Question(List.copyOf(columns), from, List.copyOf(parameters), mayLack, new ArrayList<>());
    all.add(question);
    return Collections.unmodifiableList(question.answers());
  }

  /** So many places for parameters, in parentheses. */
  static String in(Collection<String> values) {
    return " IN (" + String.join(", ", Collections.nCopies(values.size(), "?")) + ")";
  }

  void ask(Connection connection) throws SQLException {
    try {
      ask(connection, all);
    } catch (SQLException e) {
      var certain = all.stream().filter(question -> !question.mayLack()).toList();
      if (!MISSING.contains(e.getErrorCode()) || certain.size() == all.size()) {
        throw e;
      }
      ask(connection, certain);
    }
  }

  private static void ask(Connection connection, List<Question> questions) throws SQLException {
    var sql = IntStream.range(0, questions.size()).mapToObj(number -> questions.get(number).part(number)).collect(Collectors.joining(" UNION ALL "));
    try (var statement = connection.prepareStatement(sql)) {
      var at = 1;
      for (var question : questions) {
        for (var parameter : question.parameters()) {
          statement.setString(at++, parameter);
        }
      }
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          questions.get(rows.getInt(1)).answers().add(row(rows));
        }
      }
    }
  }

  private static Row row(ResultSet answer) throws SQLException {
    var columns = new ArrayList<String>();
    for (var at = 0; at < WIDTH; at++) {
      var text = answer.getString(at + 2);
      columns.add(text == null ? "" : text);
    }
    return new Row(columns);
  }
}
