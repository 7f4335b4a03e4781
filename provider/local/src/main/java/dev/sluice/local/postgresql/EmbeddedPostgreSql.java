package dev.sluice.local.postgresql;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.certificate.CertificateAuthority;
import dev.sluice.local.certificate.Pem;
import dev.sluice.local.process.LocalProcess;
import dev.sluice.local.process.PortRange;
import dev.sluice.local.process.WorkFolder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * A real PostgreSQL server on 127.0.0.1 with databases {@code postgres}, {@code template0} and {@code template1}.
 * Passwords are checked (SCRAM) for everyone, the superuser {@code postgres} included. It ends with {@link #close}
 * or the JVM.
 */
public final class EmbeddedPostgreSql implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(10);

  private final WorkFolder work;
  private final Cluster cluster;
  private final int port;
  private final Optional<CertificateAuthority> authority;
  private Optional<LocalProcess> process = Optional.empty();

  private EmbeddedPostgreSql(Builder builder) {
    ServerBinaries binaries = ServerBinaries.ofMajor(builder.major);
    this.work = builder.folder.map(WorkFolder::at).orElseGet(() -> WorkFolder.temporary("postgresql-" + builder.major));
    this.port = PortRange.freePort();
    this.authority = builder.tls ? Optional.of(CertificateAuthority.create("sluice-postgresql")) : Optional.empty();
    this.cluster = new Cluster(binaries, work.path(), builder.password);
    cluster.initialise(new ServerSettings(port, builder.parameters, builder.accessRules, authority));
  }

  /** The majors that this build can start: 14 and 18, and those in between with the Maven profile {@code all-servers}. */
  public static List<Integer> majors() {
    return ServerBinaries.majors();
  }

  /**
   * @param major one of {@link #majors}
   */
  public static EmbeddedPostgreSql start(int major) {
    return builder(major).start();
  }

  public static Builder builder(int major) {
    return new Builder(major);
  }

  public String host() {
    return "127.0.0.1";
  }

  /** The same after a restart. */
  public int port() {
    return port;
  }

  /** The superuser. */
  public String username() {
    return Cluster.SUPERUSER;
  }

  /** The superuser's. */
  public String password() {
    return cluster.password();
  }

  public String jdbcUrl(String database) {
    return "jdbc:postgresql://" + host() + ":" + port + "/" + database;
  }

  /** As superuser. */
  public Connection connect(String database) throws SQLException {
    return connect(database, username(), password());
  }

  public Connection connect(String database, String user, String userPassword) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", userPassword);
    return DriverManager.getConnection(jdbcUrl(database), properties);
  }

  /** The authority that signed the server's certificate, PEM file; empty without TLS. */
  public Optional<Path> tlsAuthority() {
    return authority.map(present -> cluster.authorityFile());
  }

  /**
   * A client certificate that the server accepts where an access rule asks for one.
   *
   * @throws IllegalStateException without TLS
   */
  public Pem issueClientCertificate(String user) {
    return authority.orElseThrow(() -> new IllegalStateException("no TLS: start the server with Builder.tls()"))
        .issueForClient(user, List.of());
  }

  /** What the server wrote since its first start. */
  public Path logFile() {
    return work.path().resolve("postgresql.log");
  }

  /** The postmaster's process; for tests that pause or kill the whole server. */
  public long pid() {
    return process.orElseThrow(() -> new IllegalStateException("PostgreSQL is stopped: call startAgain() first")).pid();
  }

  /** Ends all sessions at once, as a fast shutdown does. Data and port stay. */
  public synchronized void stop() {
    process.ifPresent(running -> running.stop(STOP));
    process = Optional.empty();
  }

  /** Ends the server without a shutdown, as a crash does; {@link #startAgain} recovers. */
  public synchronized void crash() {
    // QUIT lets the postmaster end its children, which a SIGKILL would leave behind for a moment.
    process.ifPresent(running -> running.stop("QUIT", STOP));
    process = Optional.empty();
  }

  /** On the same data and port; returns when connections are accepted. Nothing happens while it runs. */
  public synchronized void startAgain() {
    if (process.isEmpty()) {
      LocalProcess started = LocalProcess.start(cluster.serverCommand());
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

  private boolean acceptsConnections() {
    try (Connection connection = connect("postgres")) {
      return connection.isValid(1);
    } catch (SQLException notYet) {
      return false;
    }
  }

  /** How a server is to start. */
  public static final class Builder {
    private final int major;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private List<String> accessRules = List.of();
    private Optional<Path> folder = Optional.empty();
    private String password = RandomPassword.next();
    private boolean tls;

    private Builder(int major) {
      this.major = major;
    }

    /** A line of postgresql.conf; the value is quoted here. */
    public Builder parameter(String name, String value) {
      parameters.put(requireNonNull(name, "name is null"), requireNonNull(value, "value is null"));
      return this;
    }

    /** For tests: commits aren't flushed to the disk. PostgreSQL's own defaults stay otherwise. */
    public Builder withoutFsync() {
      return parameter("fsync", "off").parameter("full_page_writes", "off");
    }

    /** Lines of pg_hba.conf that come before the default one, which wants a password from everyone. */
    public Builder accessRules(List<String> lines) {
      this.accessRules = List.copyOf(lines);
      return this;
    }

    /** The superuser's; a random one by default. */
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
    public EmbeddedPostgreSql start() {
      EmbeddedPostgreSql server = new EmbeddedPostgreSql(this);
      try {
        server.startAgain();
        return server;
      } catch (RuntimeException e) {
        server.close();
        throw e;
      }
    }
  }
}
