package dev.sluice.local.mysqlfamily;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.certificate.CertificateAuthority;
import dev.sluice.local.certificate.Pem;
import dev.sluice.local.process.LocalProcess;
import dev.sluice.local.process.PortRange;
import dev.sluice.local.process.WorkFolder;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * A real MySQL or MariaDB server on 127.0.0.1. Passwords are checked for everyone, {@code root} included, and users
 * that are created without further words log in without TLS too. Host names aren't resolved: hosts of users are addresses. It ends with {@link #close} or the JVM.
 */
public final class EmbeddedServer implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(20);

  private final Product product;
  private final WorkFolder work;
  private final DataFolder data;
  private final String password;
  private final Optional<CertificateAuthority> authority;
  private Optional<LocalProcess> process = Optional.empty();

  private EmbeddedServer(Builder builder) {
    this.product = builder.product;
    this.password = builder.password;
    this.work = builder.folder.map(WorkFolder::at).orElseGet(() -> WorkFolder.temporary(product.name()));
    this.authority = builder.tls ? Optional.of(CertificateAuthority.create("sluice-" + product.name())) : Optional.empty();
    this.data = new DataFolder(
        product, work.path(), PortRange.freePort(), builder.parameters, builder.fsync ? List.of() : product.withoutFsync());
  }

  public static Builder builder(Product product) {
    return new Builder(product);
  }

  /** Such as {@code mysql-8.0.12}. */
  public String name() {
    return product.name();
  }

  public String host() {
    return "127.0.0.1";
  }

  /** The same after a restart. */
  public int port() {
    return data.port();
  }

  /** May do everything. */
  public String username() {
    return "root";
  }

  public String password() {
    return password;
  }

  /** @param database may be empty */
  public String jdbcUrl(String database) {
    return product.jdbcUrl(host() + ":" + port(), database);
  }

  /** As root. */
  public Connection connect(String database) throws SQLException {
    return connect(database, username(), password);
  }

  public Connection connect(String database, String user, String userPassword) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", userPassword);
    return DriverManager.getConnection(jdbcUrl(database), properties);
  }

  /** The authority that signed the server's certificate, PEM file; empty without TLS. */
  public Optional<Path> tlsAuthority() {
    return authority.map(present -> data.authorityFile());
  }

  /**
   * A client certificate that the server accepts for a user {@code REQUIRE X509}.
   *
   * @throws IllegalStateException without TLS
   */
  public Pem issueClientCertificate(String user) {
    return authority.orElseThrow(() -> new IllegalStateException("no TLS: start the server with Builder.tls()"))
        .issueForClient(user, List.of());
  }

  /** What the server wrote since its first start. */
  public Path logFile() {
    return data.log();
  }

  /** For tests that pause or kill the whole server. */
  public long pid() {
    return process.orElseThrow(() -> new IllegalStateException(name() + " is stopped: call startAgain() first")).pid();
  }

  /** Ends all sessions, and the server in an orderly way. Data and port stay. */
  public synchronized void stop() {
    process.ifPresent(running -> running.stop(STOP));
    process = Optional.empty();
  }

  /** Ends the server without a shutdown, as a crash does; {@link #startAgain} recovers. */
  public synchronized void crash() {
    process.ifPresent(LocalProcess::kill);
    process = Optional.empty();
  }

  /** On the same data and port; returns when connections are accepted. Nothing happens while it runs. */
  public synchronized void startAgain() {
    if (process.isEmpty()) {
      LocalProcess started = LocalProcess.start(data.laterStart());
      process = Optional.of(started);
      started.awaitReady(START, this::acceptsConnections);
    }
  }

  public synchronized void restart() {
    stop();
    startAgain();
  }

  @Override
  public synchronized void close() {
    stop();
    work.close();
  }

  private synchronized void startFirst() {
    data.create(password, authority);
    LocalProcess started = LocalProcess.start(data.firstStart());
    process = Optional.of(started);
    started.awaitReady(START, this::acceptsConnections);
    data.started();
  }

  private boolean acceptsConnections() {
    try (Connection connection = connect("")) {
      return connection.isValid(1);
    } catch (SQLException notYet) {
      return false;
    }
  }

  /** How a server is to start. */
  public static final class Builder {
    private static final int PASSWORD_BYTES = 16;

    private final Product product;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private Optional<Path> folder = Optional.empty();
    private String password;
    private boolean tls;
    private boolean fsync = true;

    private Builder(Product product) {
      this.product = requireNonNull(product, "product is null");
      byte[] bytes = new byte[PASSWORD_BYTES];
      new SecureRandom().nextBytes(bytes);
      this.password = HexFormat.of().formatHex(bytes);
    }

    /** Such as {@code mysql-8.0.12}. */
    public String name() {
      return product.name();
    }

    /** An option of the server, over its own ones, such as {@code max-connections}. */
    public Builder parameter(String name, String value) {
      parameters.put(requireNonNull(name, "name is null"), requireNonNull(value, "value is null"));
      return this;
    }

    /** For tests: nothing is flushed to the disk. */
    public Builder withoutFsync() {
      this.fsync = false;
      return this;
    }

    /** Root's; a random one by default. */
    public Builder password(String chosen) {
      this.password = requireNonNull(chosen, "chosen is null");
      return this;
    }

    /** The server offers TLS, with a certificate for localhost and 127.0.0.1. */
    public Builder tls() {
      this.tls = true;
      return this;
    }

    /** Instead of a temporary folder; logs and data stay after close. It must be empty. */
    public Builder workFolder(Path path) {
      this.folder = Optional.of(path);
      return this;
    }

    /**
     * @throws IllegalStateException if the server doesn't get ready, with the end of its log
     */
    public EmbeddedServer start() {
      EmbeddedServer server = new EmbeddedServer(this);
      try {
        server.startFirst();
        return server;
      } catch (RuntimeException e) {
        server.close();
        throw e;
      }
    }
  }
}
