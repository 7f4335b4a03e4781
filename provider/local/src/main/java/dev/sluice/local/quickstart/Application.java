package dev.sluice.local.quickstart;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.controlplane.Kubectl;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.Optional;

/** What the application may do, who has nothing but the Secret that its Role writes. */
final class Application {
  static final String SECRET = "orders-app";
  private static final String REFUSED = "CREATE TABLE more (id integer)";

  private final DatabaseServer server;
  private final String database;

  private Application(DatabaseServer server, String database) {
    this.server = requireNonNull(server, "server is null");
    this.database = requireNonNull(database, "database is null");
  }

  /** Empty where the example has no Role. */
  static Optional<Application> of(Kubectl kubectl, String namespace, DatabaseServer server, String database) {
    String[] data = kubectl.run("get", "secret", SECRET, "-n", namespace, "--ignore-not-found", "-o", "jsonpath={.data.username} {.data.password}")
        .stdout().strip().split(" ");
    return data.length < 2 ? Optional.empty() : server.as(decoded(data[0]), decoded(data[1])).map(as -> new Application(as, database));
  }

  /** The rows that it reads. */
  String rows() {
    try (Connection connection = server.connect(database)) {
      return new TableRows(connection, server.engine()).text();
    } catch (SQLException e) {
      throw new IllegalStateException("database " + database + " can't be read with Secret " + SECRET + ": " + e.getMessage(), e);
    }
  }

  /** A statement that changes the schema, and what the server says to it. */
  String refusal() {
    try (Connection connection = server.connect(database); Statement statement = connection.createStatement()) {
      statement.execute(REFUSED);
    } catch (SQLException e) {
      return REFUSED + "\n" + e.getMessage().lines().findFirst().orElse("");
    }
    throw new IllegalStateException("database " + database + " let the application change its schema: " + REFUSED);
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
