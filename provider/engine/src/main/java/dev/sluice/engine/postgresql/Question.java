package dev.sluice.engine.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A query, and how to read its answer.
 *
 * @param parameters texts and lists of texts
 */
record Question<T>(String sql, List<Object> parameters, Reader<T> reader) {

  interface Reader<T> {
    T read(ResultSet rows) throws SQLException;
  }

  T ask(Connection connection) throws SQLException {
    try (var ask = connection.prepareStatement(sql)) {
      bind(connection, ask, 1);
      try (var rows = ask.executeQuery()) {
        return reader.read(rows);
      }
    }
  }

  /** Both at once: on a network waiting costs more than answering. */
  static <A, B, T> T ask(Connection connection, Question<A> first, Question<B> second, BiFunction<A, B, T> both) throws SQLException {
    try (var ask = connection.prepareStatement(first.sql() + ";\n" + second.sql())) {
      first.bind(connection, ask, 1);
      second.bind(connection, ask, 1 + first.parameters().size());
      ask.execute();
      A one;
      try (var rows = ask.getResultSet()) {
        one = first.reader().read(rows);
      }
      ask.getMoreResults();
      try (var rows = ask.getResultSet()) {
        return both.apply(one, second.reader().read(rows));
      }
    }
  }

  private void bind(Connection connection, PreparedStatement ask, int from) throws SQLException {
    var at = from;
    for (var parameter : parameters) {
      if (parameter instanceof List<?> texts) {
        ask.setArray(at++, connection.createArrayOf("text", texts.toArray()));
      } else {
        ask.setString(at++, (String) parameter);
      }
    }
  }
}
