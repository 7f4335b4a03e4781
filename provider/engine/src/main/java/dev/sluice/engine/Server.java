package dev.sluice.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where databases are, and as whom to log in.
 *
 * @param login absent for products whose databases are files
 * @param defaultDatabase where to log in for what concerns no database in particular; absent: the product's usual one
 * @param maxSessions how many sessions may be open at once, at least 3; one of them is kept free for ending others
 * @param options what this product alone has, as the manifest gives it
 * @param folders of this machine, below which databases may be files; absolute
 */
public record Server(
    Optional<Login> login,
    Optional<String> defaultDatabase,
    Tls tls,
    Timeouts timeouts,
    int maxSessions,
    Map<String, Object> options,
    List<Path> folders) {
  public Server {
    Objects.requireNonNull(login, "login");
    Objects.requireNonNull(defaultDatabase, "defaultDatabase");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(timeouts, "timeouts");
    options = Map.copyOf(options);
    folders = List.copyOf(folders);
    if (maxSessions < 3) {
      throw new IllegalArgumentException("maxSessions is " + maxSessions + ", must be 3 or more");
    }
  }

  /** A server that is reached over the network and has no options. */
  public Server(Login login, Optional<String> defaultDatabase, Tls tls, Timeouts timeouts, int maxSessions) {
    this(Optional.of(login), defaultDatabase, tls, timeouts, maxSessions, Map.of(), List.of());
  }

  /** The same server as somebody else. */
  public Server as(String username, Password password) {
    var own = requiredLogin();
    return new Server(
        Optional.of(new Login(own.host(), own.port(), username, password)), defaultDatabase, tls, timeouts, maxSessions, options, folders);
  }

  /** For products whose names are shorter than a ProviderConfig's may be. @param longest such as 63 bytes */
  public EngineException longDefaultDatabase(String product, String longest) {
    return new EngineException(
        new Failure.Permanent(
            Reasons.INVALID_SERVER,
            "spec.defaultDatabase of the ProviderConfig is " + defaultDatabase.orElse("") + ", and a name on " + product + " has " + longest
                + " at most; name a database that exists.",
            Optional.empty()));
  }

  /** @param host a host name or address; engines refuse what is neither */
  public record Login(String host, int port, String username, Password password) {
    public Login {
      Objects.requireNonNull(host, "host");
      Objects.requireNonNull(username, "username");
      Objects.requireNonNull(password, "password");
      if (port < 1 || port > 65535) {
        throw new IllegalArgumentException("port is " + port + ", must be 1 to 65535");
      }
    }

    /** Such as {@code db.shop.svc:5432} or {@code [::1]:5432}. */
    public String address() {
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
  }

  /**
   * For products that are reached over the network.
   *
   * @throws EngineException {@link Reasons#INVALID_SERVER} where there is none, or its host can't be one
   */
  public Login requiredLogin() {
    var found = login.orElseThrow(() -> invalid("The ProviderConfig has no spec.credentials; this engine needs a server to log in to."));
    if (!HostGrammar.accepts(found.host())) {
      throw invalid(
          "The endpoint in the ProviderConfig's credentials is neither a host name nor an address; give it without protocol, port and path.");
    }
    if (!options.isEmpty()) {
      throw invalid("The ProviderConfig has a section for its engine, and this engine has none; remove it.");
    }
    return found;
  }

  private static EngineException invalid(String message) {
    return new EngineException(new Failure.Permanent(Reasons.INVALID_SERVER, message, Optional.empty()));
  }
}
