package dev.sluice.local.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * The PostgreSQL server of the quickstart, as an administrator reaches it.
 *
 * @param database where the provider logs in first
 * @param tlsMode libpq's word for it; empty where the user said nothing
 */
record DatabaseServer(
    String host, int port, String username, String password, String database, Optional<String> tlsMode) {
  private static final String CONNECT_SECONDS = "10";

  DatabaseServer {
    requireNonNull(host, "host is null");
    requireNonNull(username, "username is null");
    requireNonNull(password, "password is null");
    requireNonNull(database, "database is null");
    requireNonNull(tlsMode, "tlsMode is null");
  }

  static DatabaseServer of(EmbeddedPostgreSql server) {
    return new DatabaseServer(
        server.host(), server.port(), server.username(), server.password(), "postgres", Optional.empty());
  }

  /**
   * @param url {@code jdbc:postgresql://host:port/database?user=...&password=...}
   * @throws IllegalArgumentException if it isn't one, or names no user or password
   */
  static DatabaseServer ofJdbcUrl(String url) {
    Properties properties = Driver.parseURL(url, new Properties());
    if (properties == null) {
      // The text isn't repeated: it may hold a password.
      throw new IllegalArgumentException("--jdbc-url isn't a PostgreSQL URL: write"
          + " jdbc:postgresql://host:5432/postgres?user=postgres&password=...");
    }
    String host = properties.getProperty("PGHOST", "localhost");
    if (host.contains(",")) {
      throw new IllegalArgumentException("--jdbc-url names several hosts: name one");
    }
    return new DatabaseServer(
        host,
        Integer.parseInt(properties.getProperty("PGPORT", "5432")),
        required(properties, "user"),
        required(properties, "password"),
        properties.getProperty("PGDBNAME", "postgres"),
        Optional.ofNullable(properties.getProperty("sslmode")));
  }

  Connection connect(String toDatabase) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", username);
    properties.setProperty("password", password);
    properties.setProperty("loginTimeout", CONNECT_SECONDS);
    tlsMode.ifPresent(mode -> properties.setProperty("sslmode", mode));
    return DriverManager.getConnection("jdbc:postgresql://" + host + ":" + port + "/" + toDatabase, properties);
  }

  /** The Secret that the example's ProviderConfig names. */
  String secretManifest(String namespace, String name) {
    return """
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
        """.formatted(name, namespace, base64(host), base64(Integer.toString(port)), base64(username), base64(password));
  }

  /**
   * The example is written for the embedded server; another one may want another database and TLS.
   */
  String adapt(String manifest) {
    String adapted = tlsMode.map(mode -> manifest.replaceFirst("mode: disable\\b[^\n]*", "mode: " + providerTlsMode(mode)))
        .orElse(manifest);
    return database.equals("postgres")
        ? adapted
        : adapted.replaceFirst("(?m)^  engine: PostgreSQL$", "  engine: PostgreSQL\n  defaultDatabase: \"" + database + "\"");
  }

  @Override
  public String toString() {
    return username + "@" + host + ":" + port;
  }

  private static String providerTlsMode(String mode) {
    return switch (mode) {
      case "disable", "allow", "prefer" -> "disable";
      default -> mode;
    };
  }

  private static String required(Properties properties, String name) {
    String value = properties.getProperty(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("--jdbc-url names no " + name + ": append &" + name + "=...");
    }
    return value;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
