package dev.sluice.engine.sqlserver;

import dev.sluice.engine.Causes;
import dev.sluice.engine.Failure;
import dev.sluice.engine.FailureRule;
import dev.sluice.engine.Failures;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what driver and server say into a {@link Failure}. */
final class SqlServerFailures implements Failures {
  /** The driver keeps the exception of a connection that doesn't come about to itself, and puts its words in here. */
  private static final Pattern NOT_CONNECTED = Pattern.compile("Error: \"(.*?)\\. Verify the connection properties", Pattern.DOTALL);

  private final Server.Login login;

  SqlServerFailures(Server server) {
    this.login = server.requiredLogin();
  }

  @Override
  public Failure of(SQLException e, String database) {
    Optional<String> state = Optional.ofNullable(e.getSQLState());
    FailureRule rule = ErrorRule.of(e).rule();
    if (ErrorWords.server(e).isPresent()) {
      return rule.failure(at(database), ErrorWords.of(e), state);
    }
    Causes causes = new Causes(e);
    Optional<String> tls = causes.tls(ServerTrust.WrongHostException.class::isInstance);
    if (tls.isPresent()) {
      // A certificate that rotates is mended without anybody telling us, so it is tried again, like a missing right.
      return new Failure.MissingRight(Reasons.TLS, at(database) + ": " + tls.get(), Optional.empty());
    }
    return rule.failure(at(database), notConnected(e).or(causes::network).orElseGet(() -> ErrorWords.of(e)), state);
  }

  private Optional<String> notConnected(SQLException e) {
    Matcher said = NOT_CONNECTED.matcher(String.valueOf(e.getMessage()));
    if (!said.find()) {
      return Optional.empty();
    }
    String words = said.group(1);
    if (words.startsWith(login.host())) {
      return Optional.of("the host name is unknown");
    }
    return Optional.of(words.contains("refused") ? "the connection was refused" : words.contains("timed out") ? "no answer in time" : words);
  }

  String at(String database) {
    return "SQL Server " + login.address() + "/" + database;
  }
}
