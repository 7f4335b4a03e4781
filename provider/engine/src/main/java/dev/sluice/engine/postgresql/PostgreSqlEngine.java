package dev.sluice.engine.postgresql;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Engine;
import dev.sluice.engine.Server;

/** PostgreSQL 14 and newer. */
public final class PostgreSqlEngine implements Engine {

  @Override
  public String id() {
    return "PostgreSQL";
  }

  @Override
  public DatabaseServer open(Server server) {
    return new PostgreSqlServer(server);
  }
}
