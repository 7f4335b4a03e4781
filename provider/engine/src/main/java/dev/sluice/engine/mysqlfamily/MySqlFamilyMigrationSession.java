package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationSql.identifier;

import dev.sluice.engine.SessionWork;
import dev.sluice.engine.migration.MigrationDialect.RunSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What each file finds: the server's own settings, whatever the file before has made of them. A reset of the connection would
 * do that at once, and free the locks of the migration.
 */
record MySqlFamilyMigrationSession(MySqlFamilyMigrationDriver driver) {
  private static final List<String> VARIABLES =
      List.of(
          "sql_mode", "time_zone", "foreign_key_checks", "unique_checks", "sql_safe_updates", "sql_select_limit", "sql_auto_is_null", "sql_big_selects",
          "sql_quote_show_create", "sql_notes", "group_concat_max_len", "default_storage_engine", "max_sort_length", "div_precision_increment",
          "max_join_size", "lc_time_names", "default_week_format");
  private static final long LONGEST_ROW_LOCK = 1_073_741_824;
  private static final long LONGEST_TABLE_LOCK = 31_536_000;

  void prepare(Connection connection, RunSettings settings) throws SQLException {
    SessionWork.execute(connection, "USE " + identifier(settings.schema()));
    SessionWork.execute(connection, "UNLOCK TABLES");
    SessionWork.execute(connection, "SET " + String.join(", ", assignments(settings)));
    forgetVariables(connection);
  }

  private List<String> assignments(RunSettings settings) {
    var assignments = new ArrayList<String>();
    assignments.add("NAMES utf8mb4");
    // DEFAULT would do, but some versions of MySQL take it for off where it means on.
    Stream.concat(VARIABLES.stream(), driver.ownVariables().stream())
        .forEach(name -> assignments.add("SESSION " + name + " = @@GLOBAL." + name));
    assignments.add("SESSION innodb_lock_wait_timeout = " + seconds(settings.lock(), LONGEST_ROW_LOCK));
    assignments.add("SESSION lock_wait_timeout = " + seconds(settings.lock(), LONGEST_TABLE_LOCK));
    driver.statementLimit().ifPresent(name -> assignments.add("SESSION " + name + " = " + settings.statement().toMillis() / 1000.0));
    return assignments;
  }

  // As Flyway does, where the server lets us: without the right to look, or with its statistics off, they stay.
  private void forgetVariables(Connection connection) throws SQLException {
    var forgotten = new ArrayList<String>();
    try (var ask = connection.createStatement();
        var found = ask.executeQuery(driver.userVariables())) {
      while (found.next()) {
        forgotten.add("@" + identifier(found.getString(1)) + " = NULL");
      }
    } catch (SQLException e) {
      if (connection.isClosed() || String.valueOf(e.getSQLState()).startsWith("08")) {
        throw e;
      }
      // An error says nothing of whether a transaction is open, which the driver is asked for next.
      SessionWork.execute(connection, "DO 0");
      return;
    }
    if (!forgotten.isEmpty()) {
      SessionWork.execute(connection, "SET " + String.join(", ", forgotten));
    }
  }

  /** The servers know whole seconds only, and none that means for ever. */
  private static long seconds(Duration time, long longest) {
    return time.isZero() ? longest : Math.clamp((time.toMillis() + 999) / 1000, 1, longest);
  }
}
