package dev.sluice.engine.postgresql;

import dev.sluice.engine.Causes;
import dev.sluice.engine.Failure;
import dev.sluice.engine.FailureRule;
import dev.sluice.engine.Failures;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.Tls;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Turns what driver and server say into a {@link Failure}. Of the server's words only the primary message is used: DETAIL,
 * HINT and CONTEXT may quote rows.
 */
final class PostgreSqlFailures implements Failures {
  private static final String CONNECTION_REJECTED = "08004";
  private static final FailureRule CANCELLED = FailureRule.retry(Reasons.CANCELLED, "It will be tried again.");
  private static final FailureRule CONCURRENT = FailureRule.retry(Reasons.SERIALIZATION, "It will be tried again.");

  private final Server.Login login;
  private final Tls.Mode tls;

  PostgreSqlFailures(Server server) {
    this.login = server.requiredLogin();
    this.tls = server.tls().mode();
  }

  @Override
  public Failure of(SQLException e, String database) {
    return tls(e).map(cause -> tlsFailure(cause, database)).orElseGet(() -> bySqlState(e, database));
  }

  private Failure bySqlState(SQLException e, String database) {
    Optional<String> state = Optional.ofNullable(e.getSQLState());
    String words = words(e);
    FailureRule rule = SqlStates.TABLE.of(state.orElse(""));
    // These two words are the only difference between a cancel and a timeout; internal errors are never translated.
    if (rule.reason().equals(Reasons.STATEMENT_TIMEOUT) && words.contains("user request")) {
      return CANCELLED.failure(at(database), words, state);
    }
    if (words.startsWith("tuple concurrently ")) {
      return CONCURRENT.failure(at(database), words, state);
    }
    return rule.failure(at(database), words, state);
  }

  /** The server's primary message, or the driver's, without a full stop. */
  static String words(SQLException e) {
    Optional<String> primary = serverMessage(e).map(ServerErrorMessage::getMessage);
    String words = primary.or(new Causes(e)::network).orElseGet(() -> firstLine(e));
    return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
  }

  static Optional<ServerErrorMessage> serverMessage(SQLException e) {
    return e instanceof PSQLException p ? Optional.ofNullable(p.getServerErrorMessage()) : Optional.empty();
  }

  private static String firstLine(SQLException e) {
    return Optional.ofNullable(e.getMessage()).flatMap(text -> text.lines().findFirst()).orElse("the driver failed");
  }

  /** What TLS has against the server, where it is TLS and not the line that broke. */
  private Optional<String> tls(SQLException e) {
    if (serverMessage(e).isPresent() || e.getSQLState() == null || !e.getSQLState().startsWith("08")) {
      return Optional.empty();
    }
    Optional<String> found = new Causes(e).tls(_ -> false);
    return found.isPresent() || tls == Tls.Mode.DISABLE ? found : byDriver(e);
  }

  /** Its check of the host name throws what nothing lies behind. */
  private static Optional<String> byDriver(SQLException e) {
    if (e.getSQLState().equals(CONNECTION_REJECTED)) {
      return Optional.of(Causes.NO_TLS);
    }
    return e.getCause() == null ? Optional.of(Causes.WRONG_HOST) : Optional.empty();
  }

  /** A certificate that rotates is mended without anybody telling us, so it is tried again, like a missing right. */
  private Failure tlsFailure(String text, String database) {
    return new Failure.MissingRight(Reasons.TLS, at(database) + ": " + text, Optional.empty());
  }

  String at(String database) {
    return "PostgreSQL " + login.address() + "/" + database;
  }
}
