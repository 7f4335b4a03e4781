package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.SessionConnector;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.Sessions.Purpose;
import java.io.IOException;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;

/** Logs in to MySQL or MariaDB. */
final class MySqlFamilyConnector implements SessionConnector {
  /** A year, the most that the server knows: as good as no limit. */
  private static final long LONGEST_SECONDS = 31_536_000;
  private static final Set<Integer> ABOUT_ONE_DATABASE = Set.of(1044, 1049);

  private final Server server;
  private final Product product;
  private final MySqlFamilyFailures failures;
  private final LoginScope scope;
  private final Map<Connection, Socket> sockets = Collections.synchronizedMap(new WeakHashMap<>());

  MySqlFamilyConnector(Server server, Product product, MySqlFamilyFailures failures) {
    this.server = server;
    this.product = product;
    this.failures = failures;
    server.defaultDatabase().filter(name -> name.length() > Quoting.LONGEST_NAME).ifPresent(name -> {
      throw server.longDefaultDatabase(product.id(), Quoting.LONGEST_NAME + " characters");
    });
    this.scope = new LoginScope(server);
  }

  @Override
  public Outcome connect(String database) {
    try {
      LoginScope login = scope.again();
      Connection connection =
          login.call(() -> product.open(server.requiredLogin(), database, server.tls().mode(), server.timeouts().connect()));
      login.opened().ifPresent(socket -> sockets.put(connection, socket));
      Optional<String> objection = product.objection(connection.getMetaData().getDatabaseProductVersion());
      if (objection.isPresent()) {
        connection.close();
        return new Outcome.ServerRefused(
            new Failure.Permanent(Reasons.INVALID_SERVER, failures.at(database) + ": " + objection.get(), Optional.empty()));
      }
      return new Outcome.Connected(connection);
    } catch (SQLException e) {
      return refusal(e, database);
    }
  }

  private Outcome refusal(SQLException e, String database) {
    Failure failure = failures.of(e, database);
    boolean aboutDatabase = ABOUT_ONE_DATABASE.contains(e.getErrorCode()) || failure instanceof Failure.Permanent;
    return aboutDatabase ? new Outcome.DatabaseRefused(failure) : new Outcome.ServerRefused(failure);
  }

  @Override
  public void prepare(Connection connection, Purpose purpose) throws SQLException {
    SessionWork.execute(connection, purpose == Purpose.RUNNING ? defaults() : settings());
    SessionConnector.limitSilence(connection, purpose, server.timeouts());
  }

  /** By its socket: one of the drivers would log in anew to do so, and wait for whoever reads. */
  @Override
  public void cut(Connection connection) throws SQLException {
    Optional<Socket> socket = Optional.ofNullable(sockets.get(connection));
    if (socket.isEmpty()) {
      SessionConnector.super.cut(connection);
      return;
    }
    try {
      socket.get().close();
    } catch (IOException e) {
      throw new SQLException("the connection can't be broken", e);
    }
  }

  private String settings() {
    long lock = seconds(server.timeouts().lock());
    return "SET SESSION lock_wait_timeout = " + lock
        + ", SESSION innodb_lock_wait_timeout = " + lock
        + ", SESSION sql_mode = DEFAULT, SESSION time_zone = '+00:00', SESSION "
        + product.statementLimit(server.timeouts().statement());
  }

  private String defaults() {
    return "SET SESSION lock_wait_timeout = DEFAULT, SESSION innodb_lock_wait_timeout = DEFAULT, SESSION sql_mode = DEFAULT,"
        + " SESSION time_zone = DEFAULT, SESSION " + product.defaultStatementLimit();
  }

  /** In whole seconds, none of which is zero: that would be no limit to one of the products and no patience to the other. */
  static long seconds(Duration duration) {
    return duration.isZero() ? LONGEST_SECONDS : Math.clamp(duration.plusMillis(999).toSeconds(), 1, LONGEST_SECONDS);
  }

  @Override
  public Failure failure(SQLException e, String database) {
    return failures.of(e, database);
  }
}
