package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Server;
import dev.sluice.engine.Tls;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** In what MySQL and MariaDB, and their drivers, differ. Stateless; used by many threads. */
public interface Product {

  /** As in {@link dev.sluice.engine.Engine#id}; also how messages name it. */
  String id();

  /** Its section in {@code spec.forProvider}, which is also the scheme of its URLs. */
  String section();

  /**
   * Logs in. The driver's sockets come from the {@link LoginScope} that is bound meanwhile.
   *
   * @param database may be empty
   * @param timeout for each step of the login; zero: none
   */
  Connection open(Server.Login login, String database, Tls.Mode tls, Duration timeout) throws SQLException;

  /** Sets the session's limit for a statement; zero is no limit. */
  String statementLimit(Duration limit);

  /** What sets it to the server's default. */
  String defaultStatementLimit();

  /** Why a server of this version isn't one of this product that is supported, with the remedy. */
  Optional<String> objection(String version);

  MySqlFamilyMigrationDriver migrations();

  AccountDialect accounts();
}
