package dev.sluice.engine.sqlserver;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Engine;
import dev.sluice.engine.Rehearsal;
import dev.sluice.engine.Server;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;

/** SQL Server 2017 and newer, and Azure SQL. */
public final class SqlServerEngine implements Engine {
  /** Where to log in if nothing is said. */
  static final String USUAL_DATABASE = "master";

  @Override
  public String id() {
    return "SQLServer";
  }

  @Override
  public OptionalInt defaultPort() {
    return OptionalInt.of(1433);
  }

  @Override
  public DatabaseServer open(Server server) {
    return new SqlServerServer(server, Clock.systemUTC());
  }

  @Override
  public void warmUp() {
    Rehearsal.connect(server -> new SqlServerConnector(server, new SqlServerFailures(server)), USUAL_DATABASE);
    try {
      SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      // Then the first connection is slow.
    }
  }
}
