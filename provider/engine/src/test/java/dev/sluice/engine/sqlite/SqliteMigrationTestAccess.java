package dev.sluice.engine.sqlite;

import dev.sluice.engine.Timeouts;
import dev.sluice.engine.migration.MigrationDialect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.Function;

/** Opens the product's dialect and files to the tests of migrations. */
public final class SqliteMigrationTestAccess {
  /** SQLITE_INNOCUOUS: may stand in a trigger too. */
  private static final int ANYWHERE = 0x200000;

  private SqliteMigrationTestAccess() {}

  public static MigrationDialect dialect() {
    return new SqliteMigrationDialect(new SqliteFailures(), new OpenConnections());
  }

  public static void create(Path file) throws SQLException {
    SqliteConnection.openNew(file, Timeouts.DEFAULT.lock()).close();
  }

  /** @param sleep SQLite has none of its own */
  public static Connection connect(Path file, Function sleep) throws SQLException {
    var connection = SqliteConnection.open(file, Timeouts.DEFAULT.lock());
    Function.create(connection, "sleep", sleep, 1, ANYWHERE);
    return connection;
  }
}
