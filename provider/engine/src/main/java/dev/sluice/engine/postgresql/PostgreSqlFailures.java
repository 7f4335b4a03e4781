package dev.sluice.engine.postgresql;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Failures;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.Tls;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Turns what driver and server say into a {@link Failure}. Of the server's words only the primary message is used: DETAIL,
 * HINT and CONTEXT may quote rows.
 */
final class PostgreSqlFailures implements Failures {
  private static final String CONNECTION_REJECTED = "08004";

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
    SqlStateRule rule = SqlStateRule.of(state.orElse(""));
    String message = at(database) + ": " + words + "." + (rule.remedy().isEmpty() ? "" : " " + rule.remedy());
    // These two words are the only difference between a cancel and a timeout; internal errors are never translated.
    if (rule.reason().equals(Reasons.STATEMENT_TIMEOUT) && words.contains("user request")) {
      return new Failure.Transient(Reasons.CANCELLED, at(database) + ": " + words + ". It will be tried again.", state);
    }
    if (words.startsWith("tuple concurrently ")) {
      return new Failure.Transient(Reasons.SERIALIZATION, at(database) + ": " + words + ". It will be tried again.", state);
    }
    return rule.failure(message, state);
  }

  /** The server's primary message, or the driver's, without a full stop. */
  static String words(SQLException e) {
    Optional<String> primary = serverMessage(e).map(ServerErrorMessage::getMessage);
    String words = primary.or(() -> network(e)).orElseGet(() -> firstLine(e));
    return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
  }

  static Optional<ServerErrorMessage> serverMessage(SQLException e) {
    return e instanceof PSQLException p ? Optional.ofNullable(p.getServerErrorMessage()) : Optional.empty();
  }

  private static String firstLine(SQLException e) {
    return Optional.ofNullable(e.getMessage()).flatMap(text -> text.lines().findFirst()).orElse("the driver failed");
  }

  private static Optional<String> network(SQLException e) {
    return causes(e)
        .filter(IOException.class::isInstance)
        .findFirst()
        .map(
            cause ->
                switch (cause) {
                  case UnknownHostException _ -> "the host name is unknown";
                  case SocketTimeoutException _ -> "no answer in time";
                  case NoRouteToHostException _ -> "no route to the host";
                  case ConnectException _ -> "the connection was refused";
                  default -> "the connection broke";
                });
  }

  /** What TLS has against the server, where it is TLS and not the line that broke. */
  private Optional<String> tls(SQLException e) {
    if (serverMessage(e).isPresent() || e.getSQLState() == null || !e.getSQLState().startsWith("08")) {
      return Optional.empty();
    }
    if (causes(e).anyMatch(c -> c instanceof EOFException || c instanceof SocketException || c instanceof SocketTimeoutException)) {
      return Optional.empty();
    }
    if (causes(e).anyMatch(CertificateExpiredException.class::isInstance)) {
      return Optional.of("the server's certificate has expired. Renew it on the server.");
    }
    if (causes(e).anyMatch(CertificateException.class::isInstance)) {
      return Optional.of(
          "the server's certificate isn't signed by a trusted authority. Put the right one into the Secret that spec.tls of the"
              + " ProviderConfig names.");
    }
    if (causes(e).anyMatch(SSLException.class::isInstance)) {
      return Optional.of(
          "the TLS handshake failed. Check that spec.tls of the ProviderConfig has a client certificate that the server accepts,"
              + " if it asks for one.");
    }
    return switch (tls) {
      case DISABLE -> Optional.empty();
      case REQUIRE, VERIFY_CA, VERIFY_FULL ->
          e.getSQLState().equals(CONNECTION_REJECTED)
              ? Optional.of("the server has no TLS. Turn it on there, or set spec.tls.mode of the ProviderConfig to disable.")
              : e.getCause() == null
                  ? Optional.of(
                      "the server's certificate is for another host name. Use the name in it as the endpoint, or set spec.tls.mode"
                          + " of the ProviderConfig to verify-ca.")
                  : Optional.empty();
    };
  }

  /** A certificate that rotates is mended without anybody telling us, so it is tried again, like a missing right. */
  private Failure tlsFailure(String text, String database) {
    return new Failure.MissingRight(Reasons.TLS, at(database) + ": " + text, Optional.empty());
  }

  String at(String database) {
    return "PostgreSQL " + login.address() + "/" + database;
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(e, t -> t != null, Throwable::getCause).limit(10);
  }
}
