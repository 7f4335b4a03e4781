package dev.sluice.engine.sqlite;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Engine;
import dev.sluice.engine.Server;
import java.sql.SQLException;
import java.time.Clock;
import java.util.OptionalInt;

/** SQLite: databases that are files in one folder of this machine. */
public final class SqliteEngine implements Engine {

  @Override
  public String id() {
    return "SQLite";
  }

  @Override
  public OptionalInt defaultPort() {
    return OptionalInt.empty();
  }

  @Override
  public DatabaseServer open(Server server) {
    return new SqliteServer(server, Clock.systemUTC());
  }

  /** The driver unpacks its library and links it, which takes most of a first connection. */
  @Override
  public void warmUp() {
    try {
      SqliteConnection.version();
    } catch (SQLException e) {
      // Then the first connection says so.
    }
  }
}
