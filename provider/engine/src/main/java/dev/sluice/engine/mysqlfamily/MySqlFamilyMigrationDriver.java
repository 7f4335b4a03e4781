package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.migration.MigrationDialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** In what MySQL and MariaDB, and their drivers, differ as far as migrations go. */
public interface MySqlFamilyMigrationDriver {

  /** As {@link MigrationDialect#flywayName}. */
  String flywayName();

  /** The server's number of the session, as it said at the login. No round trip: the connection may be busy. */
  long sessionId(Connection connection) throws SQLException;

  /** The flags that the server sent with its last answer; bits as the protocol has them. No round trip. */
  int serverStatus(Connection connection) throws SQLException;

  /** The session's variable, in seconds, after which the server itself ends any statement; empty where there is none. */
  Optional<String> statementLimit();

  /** Names of session variables that only this product has and that a file may have changed. */
  List<String> ownVariables();

  /** A query for the names of the session's own user variables that have a value. */
  String userVariables();
}
