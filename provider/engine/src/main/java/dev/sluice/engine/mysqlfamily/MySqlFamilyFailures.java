package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Causes;
import dev.sluice.engine.Failure;
import dev.sluice.engine.FailureRule;
import dev.sluice.engine.Failures;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.Tls;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Turns what drivers and servers say into a {@link Failure}. */
public final class MySqlFamilyFailures implements Failures {
  /** Duplicate entry, and values that are of the wrong type or too long: their messages quote rows. */
  private static final Set<Integer> QUOTING_ROWS = Set.of(1062, 1292, 1366, 1367, 1411, 1525, 1586, 1690, 1734, 1859, 3156);

  private static final int ACCESS_DENIED = 1045;
  /** Who has to come by TLS and doesn't is told of a wrong password by many servers. */
  private static final FailureRule MAYBE_TLS =
      FailureRule.act(
          Reasons.AUTHENTICATION,
          ErrorCodes.CREDENTIALS + " If the user may log in over TLS only, set spec.tls.mode of the ProviderConfig to require or better.");
  private static final int LOWEST_OF_SERVERS = 1000;

  private final Server.Login login;
  private final Tls.Mode tls;
  private final String product;

  MySqlFamilyFailures(Server server, Product product) {
    this.login = server.requiredLogin();
    this.tls = server.tls().mode();
    this.product = product.id();
  }

  @Override
  public Failure of(SQLException e, String database) {
    return tls(e).map(cause -> tlsFailure(cause, database)).orElseGet(() -> byCode(e, database));
  }

  private Failure byCode(SQLException e, String database) {
    Optional<String> state = Optional.ofNullable(e.getSQLState());
    String words = words(e);
    FailureRule rule = ErrorCodes.of(e.getErrorCode(), state.orElse(""), words);
    return (e.getErrorCode() == ACCESS_DENIED && tls == Tls.Mode.DISABLE ? MAYBE_TLS : rule).failure(at(database), words, state);
  }

  /** The server's message, or the driver's, without what it quotes of rows and without a full stop. */
  static String words(SQLException e) {
    String words = network(e).orElseGet(() -> firstLine(e));
    if (QUOTING_ROWS.contains(e.getErrorCode()) || String.valueOf(e.getSQLState()).startsWith("22")) {
      words = withoutValues(words);
    }
    return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
  }

  /** A value may itself hold quotation marks: all goes from the first to the last one before the name of a key or column. */
  private static String withoutValues(String words) {
    String named = words.replaceFirst("(?s)'.*'(?= for (?:key|column|function) )", "'...'");
    return named.equals(words) ? words.replaceFirst("(?s)'.*'", "'...'") : named;
  }

  private static String firstLine(SQLException e) {
    String message = Optional.ofNullable(e.getMessage()).orElse("the driver failed");
    // What quotes a value may have line breaks of its own.
    String line = QUOTING_ROWS.contains(e.getErrorCode()) ? message : message.lines().findFirst().orElse("the driver failed");
    return line.replaceFirst("^\\(conn[:=]-?\\d+\\) ", "");
  }

  /** Drivers have small and negative numbers for what they say themselves. */
  private static boolean byServer(SQLException e) {
    return e.getErrorCode() >= LOWEST_OF_SERVERS;
  }

  private static Optional<String> network(SQLException e) {
    if (!String.valueOf(e.getSQLState()).startsWith("08") || byServer(e)) {
      return Optional.empty();
    }
    return new Causes(e).network();
  }

  /** What TLS has against the server, or the driver against doing without it, where it isn't the line that broke. */
  private Optional<String> tls(SQLException e) {
    if (byServer(e)) {
      return Optional.empty();
    }
    String words = firstLine(e);
    if (words.contains("Public Key Retrieval is not allowed") || words.contains("RSA public key is not available")) {
      return Optional.of(
          "the server asks for the password in a way that is safe with TLS only (caching_sha2_password). Set spec.tls.mode of the"
              + " ProviderConfig to require or better.");
    }
    if (words.contains("Cannot use authentication plugin") || words.contains("requires SSL")) {
      return Optional.of("the server asks for the password in clear text. Set spec.tls.mode of the ProviderConfig to verify-ca or better.");
    }
    return tls == Tls.Mode.DISABLE ? Optional.empty() : handshake(e, words);
  }

  private Optional<String> handshake(SQLException e, String words) {
    if (words.contains("ssl not enabled in the server") || words.contains("SSL Connection required, but not")) {
      return Optional.of(Causes.NO_TLS);
    }
    // Java's own check of the name is the only one that throws this class itself.
    return new Causes(e).tls(cause -> cause.getClass() == CertificateException.class && tls == Tls.Mode.VERIFY_FULL);
  }

  /** A certificate that rotates is mended without anybody telling us, so it is tried again, like a missing right. */
  private Failure tlsFailure(String text, String database) {
    return new Failure.MissingRight(Reasons.TLS, at(database) + ": " + text, Optional.empty());
  }

  String at(String database) {
    return product + " " + login.address() + (database.isEmpty() ? "" : "/" + database);
  }
}
