package dev.sluice.engine.mysqlfamily;

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

  RunnerConnector(Server server, Product product, Runner runner) {
    var as = server.as(runner.account().user(), runner.password());
    this.runner = runner;
    this.login = new MySqlFamilyConnector(as, product, new MySqlFamilyFailures(as, product));
  }

  @Override
  public Outcome connect(String database) {
    return switch (login.connect(database)) {
      // That this account isn't admitted says nothing of others.
      case Outcome.ServerRefused refused when refused.failure().reason().equals(Reasons.AUTHENTICATION) -> new Outcome.DatabaseRefused(named(refused.failure()));
      case Outcome outcome -> outcome;
    };
  }

  private Failure named(Failure failure) {
    return new Failure.MissingRight(
        Reasons.AUTHENTICATION,
        "User " + runner.account() + ", which the provider made to run the migrations of database " + runner.database() + ", isn't admitted by the server: "
            + failure.message() + " See that no other account of its name, or of none, is there for the provider's host, or set spec.forProvider.runAs to ProviderConfig.",
        failure.sqlState());
  }

  @Override
  public void prepare(Connection connection, Purpose purpose) throws SQLException {
    login.prepare(connection, purpose);
  }

  @Override
  public void cut(Connection connection) throws SQLException {
    login.cut(connection);
  }

  @Override
  public Failure failure(SQLException e, String database) {
    return login.failure(e, database);
  }
}
