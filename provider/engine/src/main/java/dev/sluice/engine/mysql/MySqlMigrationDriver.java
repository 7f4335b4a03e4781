package dev.sluice.engine.mysql;

import com.mysql.cj.jdbc.JdbcConnection;
import dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationDriver;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Migrations on MySQL, through Connector/J. */
enum MySqlMigrationDriver implements MySqlFamilyMigrationDriver {
  CONNECTOR_J;

  @Override
  public String flywayName() {
    return "MySQL";
  }

  @Override
  public long sessionId(Connection connection) throws SQLException {
    return connection.unwrap(JdbcConnection.class).getId();
  }

  @Override
  public int serverStatus(Connection connection) throws SQLException {
    return connection.unwrap(JdbcConnection.class).getSession().getServerSession().getStatusFlags();
  }

  /** max_execution_time is for SELECT alone. */
  @Override
  public Optional<String> statementLimit() {
    return Optional.empty();
  }

  @Override
  public List<String> ownVariables() {
    return List.of("max_execution_time", "transaction_isolation", "transaction_read_only");
  }

  @Override
  public String userVariables() {
    return "SELECT v.variable_name FROM performance_schema.user_variables_by_thread v JOIN performance_schema.threads t"
        + " ON t.thread_id = v.thread_id WHERE t.processlist_id = CONNECTION_ID() AND v.variable_value IS NOT NULL";
  }
}
