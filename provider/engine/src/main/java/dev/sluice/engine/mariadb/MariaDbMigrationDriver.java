package dev.sluice.engine.mariadb;

import dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationDriver;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Migrations on MariaDB, through its own driver. */
enum MariaDbMigrationDriver implements MySqlFamilyMigrationDriver {
  CONNECTOR;

  @Override
  public String flywayName() {
    return "MariaDB";
  }

  @Override
  public long sessionId(Connection connection) throws SQLException {
    return connection.unwrap(org.mariadb.jdbc.Connection.class).getThreadId();
  }

  @Override
  public int serverStatus(Connection connection) throws SQLException {
    return connection.unwrap(org.mariadb.jdbc.Connection.class).getContext().getServerStatus();
  }

  @Override
  public Optional<String> statementLimit() {
    return Optional.of("max_statement_time");
  }

  @Override
  public List<String> ownVariables() {
    return List.of("tx_isolation", "tx_read_only");
  }

  @Override
  public String userVariables() {
    return "SELECT variable_name FROM information_schema.user_variables WHERE variable_value IS NOT NULL";
  }
}
