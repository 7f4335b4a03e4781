package dev.sluice.engine.postgresql;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.SessionConnector;
import dev.sluice.engine.Sessions.Purpose;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Logs in as a runner, and sees that the session acts as it should. */
final class RunnerConnector implements SessionConnector {
  static final String OWNER_CHANGED = "OwnerChanged";
  /** No such login, or not with this password: another process has set its own, or the runner was dropped. */
  static final Set<String> NOT_ADMITTED = Set.of("28P01", "28000");

  private final Runner runner;
  private final SessionConnector login;

  RunnerConnector(Server server, Runner runner) {
    var as = server.as(runner.login(), runner.password());
    this.runner = runner;
    this.login = new PostgreSqlConnector(as, new PostgreSqlFailures(as));
  }

  @Override
  public Outcome connect(String database) {
    return switch (login.connect(database)) {
      case Outcome.Connected(Connection connection) -> acting(connection, database);
      case Outcome.DatabaseRefused refused -> new Outcome.DatabaseRefused(named(refused.failure()));
      // That this login isn't admitted says nothing of others.
      case Outcome.ServerRefused refused when refused.failure().sqlState().filter(NOT_ADMITTED::contains).isPresent() ->
          new Outcome.DatabaseRefused(named(refused.failure()));
      case Outcome.ServerRefused refused -> refused;
    };
  }

  /** The database may have got another owner since the runner was made. */
  private Outcome acting(Connection connection, String database) {
    try (var ask = connection.createStatement();
        var row = ask.executeQuery(
            "SELECT current_user, pg_catalog.pg_has_role(session_user, datdba, 'USAGE') FROM pg_catalog.pg_database"
                + " WHERE datname = pg_catalog.current_database()")) {
      row.next();
      if (row.getString(1).equals(runner.role()) && row.getBoolean(2)) {
        return new Outcome.Connected(connection);
      }
    } catch (SQLException e) {
      closed(connection);
      return new Outcome.DatabaseRefused(login.failure(e, database));
    }
    closed(connection);
    return new Outcome.DatabaseRefused(
        new Failure.Transient(OWNER_CHANGED, "Database " + database + " isn't owned by " + runner.role() + " any more; it is looked at again.", Optional.empty()));
  }

  private static void closed(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It is not to be used either way.
    }
  }

  private Failure named(Failure failure) {
    return failure.sqlState().filter(NOT_ADMITTED::contains).isEmpty()
        ? failure
        : new Failure.MissingRight(
            Reasons.AUTHENTICATION,
            "Login " + runner.login() + ", which the provider made to run migrations as " + runner.role() + ", isn't admitted by the server: "
                + failure.message() + " See that pg_hba.conf lets it in by password, or set spec.forProvider.runAs to ProviderConfig.",
            failure.sqlState());
  }

  @Override
  public void prepare(Connection connection, Purpose purpose) throws SQLException {
    login.prepare(connection, purpose);
  }

  @Override
  public Failure failure(SQLException e, String database) {
    return login.failure(e, database);
  }
}
