package dev.sluice.local.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.sluice.local.mysqlfamily.EmbeddedServer;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A server that is reached over the network.
 *
 * @param database where the provider logs in first; empty where the user said nothing
 * @param tlsMode as a ProviderConfig says it; empty where the user said nothing
 */
record NetworkServer(
    ShownEngine engine, String host, int port, String username, String password, Optional<String> database, Optional<String> tlsMode)
    implements DatabaseServer {
  private static final int CONNECT_SECONDS = 10;

  NetworkServer {
    requireNonNull(engine, "engine is null");
    requireNonNull(host, "host is null");
    requireNonNull(username, "username is null");
    requireNonNull(password, "password is null");
    requireNonNull(database, "database is null");
    requireNonNull(tlsMode, "tlsMode is null");
  }

  static NetworkServer of(EmbeddedPostgreSql server) {
    return embedded(ShownEngine.POSTGRESQL, server.host(), server.port(), server.username(), server.password());
  }

  static NetworkServer of(ShownEngine engine, EmbeddedServer server) {
    return embedded(engine, server.host(), server.port(), server.username(), server.password());
  }

  private static NetworkServer embedded(ShownEngine engine, String host, int port, String username, String password) {
    return new NetworkServer(engine, host, port, username, password, Optional.empty(), Optional.empty());
  }

  @Override
  public Connection connect(String toDatabase) throws SQLException {
    DriverManager.setLoginTimeout(CONNECT_SECONDS);
    return DriverManager.getConnection(JdbcUrl.of(engine, host, port, toDatabase.isEmpty() ? database.orElse("") : toDatabase), JdbcUrl.properties(this));
  }

  @Override
  public Optional<DatabaseServer> as(String user, String itsPassword) {
    return Optional.of(new NetworkServer(engine, host, port, user, itsPassword, database, tlsMode));
  }

  @Override
  public Optional<String> secretManifest(String namespace) {
    return Optional.of("""
        apiVersion: v1
        kind: Secret
        metadata:
          name: %s
          namespace: %s
        data:
          endpoint: %s
          port: %s
          username: %s
          password: %s
        """.formatted(engine.secret(), namespace, base64(host), base64(Integer.toString(port)), base64(username), base64(password)));
  }

  @Override
  public String adapt(String manifest) {
    String adapted = tlsMode.map(mode -> manifest.replaceFirst("(?m)^    mode: (disable|require)\\b.*$", "    mode: " + mode)).orElse(manifest);
    return database
        .map(name -> adapted.replaceFirst("(?m)^  engine: .*$", "$0\n  defaultDatabase: \"" + name + "\""))
        .orElse(adapted);
  }

  @Override
  public List<String> providerFlags() {
    return List.of();
  }

  @Override
  public String toString() {
    return engine.id() + " " + username + "@" + host + ":" + port;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
