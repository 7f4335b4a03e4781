package dev.sluice.engine;

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
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** What lies behind a driver's exception: the line, or TLS. */
public record Causes(SQLException e) {
  public static final String NO_TLS = "the server has no TLS. Turn it on there, or set spec.tls.mode of the ProviderConfig to disable.";
  public static final String WRONG_HOST =
      "the server's certificate is for another host name. Use the name in it as the endpoint, or set spec.tls.mode of the"
          + " ProviderConfig to verify-ca.";

  private static final int DEEPEST = 10;

  public boolean any(Predicate<Throwable> kind) {
    return Stream.iterate((Throwable) e, t -> t != null, Throwable::getCause).limit(DEEPEST).anyMatch(kind);
  }

  /** What the network had to say, if it did; without a full stop. */
  public Optional<String> network() {
    return Stream.iterate((Throwable) e, t -> t != null, Throwable::getCause)
        .limit(DEEPEST)
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

  /**
   * What TLS has against the server, with the remedy, where it is TLS and not the line that broke.
   *
   * @param wrongHost tells an exception that complains of the name in the certificate; each driver has its own
   */
  public Optional<String> tls(Predicate<Throwable> wrongHost) {
    if (lineBroke()) {
      return Optional.empty();
    }
    if (any(CertificateExpiredException.class::isInstance)) {
      return Optional.of("the server's certificate has expired. Renew it on the server.");
    }
    if (any(wrongHost)) {
      return Optional.of(WRONG_HOST);
    }
    if (any(CertificateException.class::isInstance)) {
      return Optional.of(
          "the server's certificate isn't signed by a trusted authority. Put the right one into the Secret that spec.tls of the"
              + " ProviderConfig names.");
    }
    return any(SSLException.class::isInstance)
        ? Optional.of(
            "the TLS handshake failed. Check that the server has a certificate and TLS 1.2 or newer turned on, and, if it asks for a"
                + " client certificate, that spec.tls of the ProviderConfig has one that it accepts.")
        : Optional.empty();
  }

  private boolean lineBroke() {
    return any(c -> c instanceof EOFException || c instanceof SocketException || c instanceof SocketTimeoutException);
  }
}
