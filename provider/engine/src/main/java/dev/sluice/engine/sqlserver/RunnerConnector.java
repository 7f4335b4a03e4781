package dev.sluice.engine.sqlserver;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.SessionConnector;
import dev.sluice.engine.Sessions.Purpose;
import java.sql.Connection;
import java.sql.SQLException;

/** Logs in as a runner. */
final class RunnerConnector implements SessionConnector {
  private final Runner runner;
  private final SessionConnector login;

  RunnerConnector(Server server, Runner runner) {
    var as = server.as(runner.login(), runner.password());
    this.runner = runner;
    this.login = new SqlServerConnector(as, new SqlServerFailures(as));
  }

  @Override
  public Outcome connect(String database) {
    return switch (login.connect(database)) {
      // That this login isn't admitted says nothing of others.
      case Outcome.ServerRefused refused when !(refused.failure() instanceof Failure.Transient) -> new Outcome.DatabaseRefused(named(refused.failure()));
      case Outcome.DatabaseRefused refused -> new Outcome.DatabaseRefused(named(refused.failure()));
      case Outcome outcome -> outcome;
    };
  }

  private Failure named(Failure failure) {
    return failure.reason().equals(Reasons.AUTHENTICATION)
        ? new Failure.MissingRight(
            Reasons.AUTHENTICATION,
            "Login " + runner.login() + ", which the provider made to run the migrations of database " + runner.database() + ", isn't admitted by"
                + " the server: " + failure.message()
                + " See that the server takes logins with a password, or set spec.forProvider.runAs to ProviderConfig.",
            failure.sqlState())
        : failure;
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
