package dev.sluice.engine.sqlserver;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Failures;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

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
    Optional<String> tls = tls(e);
    if (tls.isPresent()) {
      // A certificate that rotates is mended without anybody telling us, so it is tried again, like a missing right.
      return new Failure.MissingRight(Reasons.TLS, at(database) + ": " + tls.get(), Optional.empty());
    }
    ErrorRule rule = ErrorRule.of(e);
    String words = notConnected(e).or(() -> network(e)).orElseGet(() -> ErrorWords.of(e));
    return rule.failure(at(database) + ": " + words + "." + (rule.remedy().isEmpty() ? "" : " " + rule.remedy()), state);
  }

  private Optional<String> notConnected(SQLException e) {
    Matcher said = NOT_CONNECTED.matcher(String.valueOf(e.getMessage()));
    if (ErrorWords.server(e).isPresent() || !said.find()) {
      return Optional.empty();
    }
    String words = said.group(1);
    if (words.startsWith(login.host())) {
      return Optional.of("the host name is unknown");
    }
    return Optional.of(words.contains("refused") ? "the connection was refused" : words.contains("timed out") ? "no answer in time" : words);
  }

  private static Optional<String> network(SQLException e) {
    if (ErrorWords.server(e).isPresent()) {
      return Optional.empty();
    }
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
  private static Optional<String> tls(SQLException e) {
    if (ErrorWords.server(e).isPresent()
        || causes(e).anyMatch(c -> c instanceof EOFException || c instanceof SocketException || c instanceof SocketTimeoutException)) {
      return Optional.empty();
    }
    if (causes(e).anyMatch(CertificateExpiredException.class::isInstance)) {
      return Optional.of("the server's certificate has expired. Renew it on the server.");
    }
    if (causes(e).anyMatch(ServerTrust.WrongHostException.class::isInstance)) {
      return Optional.of(
          "the server's certificate is for another host name. Use the name in it as the endpoint, or set spec.tls.mode of the"
              + " ProviderConfig to verify-ca.");
    }
    if (causes(e).anyMatch(CertificateException.class::isInstance)) {
      return Optional.of(
          "the server's certificate isn't signed by a trusted authority. Put the right one into the Secret that spec.tls of the"
              + " ProviderConfig names.");
    }
    return causes(e).anyMatch(SSLException.class::isInstance)
        ? Optional.of("the TLS handshake failed. Check that the server has a certificate and TLS 1.2 or newer turned on.")
        : Optional.empty();
  }

  String at(String database) {
    return "SQL Server " + login.address() + "/" + database;
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(e, t -> t != null, Throwable::getCause).limit(10);
  }
}
