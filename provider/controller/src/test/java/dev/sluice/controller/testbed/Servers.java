package dev.sluice.controller.testbed;

import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What a test asks of a server, as its superuser. */
public final class Servers {
  private Servers() {}

  public static boolean has(EmbeddedPostgreSql server, String database) {
    return !ask(server, "postgres", "SELECT 1 FROM pg_database WHERE datname = '" + database.replace("'", "''") + "'").isEmpty();
  }

  /** The first column of each row. */
  public static List<String> ask(EmbeddedPostgreSql server, String database, String query) {
    try (var connection = server.connect(database);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      var found = new ArrayList<String>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  public static void execute(EmbeddedPostgreSql server, String database, String... statements) {
    try (var connection = server.connect(database);
        var statement = connection.createStatement()) {
      for (var one : statements) {
        statement.execute(one);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(String.join("; ", statements), e);
    }
  }
}
