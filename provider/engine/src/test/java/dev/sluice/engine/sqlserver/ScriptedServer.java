package dev.sluice.engine.sqlserver;

import dev.sluice.engine.Session;
import dev.sluice.engine.Sessions;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stands in for a server: notes what is sent to it, and answers by what a test says. Its rows come from SQLite. */
final class ScriptedServer implements Sessions {
  private final Map<String, String> answers = new LinkedHashMap<>();
  private final Map<String, SQLException> refusals = new LinkedHashMap<>();
  private final List<String> sent = new ArrayList<>();
  private boolean discarded;

  /** @param rows a query for SQLite, whose rows answer whatever holds the part */
  ScriptedServer answers(String part, String rows) {
    answers.put(part, rows);
    return this;
  }

  ScriptedServer refuses(String part, int number) {
    refusals.put(part, Errors.server(number, "refused"));
    return this;
  }

  /** What was sent and held the word, in order. */
  List<String> sent(String word) {
    return sent.stream().filter(sql -> sql.contains(word)).toList();
  }

  boolean discarded() {
    return discarded;
  }

  @Override
  public Session lease(String database, Purpose purpose) {
    return new Session() {
      @Override
      public Connection connection() {
        return fake(Connection.class, (proxy, method, args) -> statement(args == null ? "" : (String) args[0]));
      }

      @Override
      public void discard() {
        discarded = true;
      }

      @Override
      public void cut() {}

      @Override
      public void close() {}
    };
  }

  @Override
  public void endIdle(String database) {}

  @Override
  public void close() {}

  private PreparedStatement statement(String prepared) {
    String[] last = {prepared};
    return fake(PreparedStatement.class, (proxy, method, args) -> switch (method.getName()) {
      case "execute" -> {
        last[0] = args == null ? prepared : (String) args[0];
        yield execute(last[0]);
      }
      case "getResultSet" -> rows(last[0]);
      case "getMoreResults" -> false;
      case "getUpdateCount" -> -1;
      default -> null;
    });
  }

  private boolean execute(String sql) throws SQLException {
    sent.add(sql);
    for (Map.Entry<String, SQLException> refusal : refusals.entrySet()) {
      if (sql.contains(refusal.getKey())) {
        throw refusal.getValue();
      }
    }
    return answers.keySet().stream().anyMatch(sql::contains);
  }

  private ResultSet rows(String sql) throws SQLException {
    String part = answers.keySet().stream().filter(sql::contains).findFirst().orElseThrow();
    return DriverManager.getConnection("jdbc:sqlite::memory:").createStatement().executeQuery(answers.get(part));
  }

  private static <T> T fake(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(ScriptedServer.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
