package dev.sluice.controller.engine;

import com.microsoft.sqlserver.jdbc.SQLServerDriver;
import dev.sluice.controller.testbed.Space;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The server that SLUICE_SQLSERVER_JDBC_URL names. Its password holds no semicolon. */
record GivenSqlServer(String url, Map<String, String> properties) {

  static Optional<GivenSqlServer> of(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("SLUICE_SQLSERVER_JDBC_URL")).filter(url -> !url.isEmpty()).map(GivenSqlServer::parse);
  }

  private static GivenSqlServer parse(String url) {
    var properties = new HashMap<String, String>();
    try {
      for (var property : new SQLServerDriver().getPropertyInfo(url, new Properties())) {
        Optional.ofNullable(property.value).ifPresent(value -> properties.put(property.name, value));
      }
    } catch (SQLException e) {
      throw new IllegalArgumentException("SLUICE_SQLSERVER_JDBC_URL isn't one of SQL Server's", e);
    }
    // The driver reads that one and doesn't show it.
    Arrays.stream(url.split(";")).map(part -> part.split("=", 2)).filter(part -> part[0].strip().equalsIgnoreCase("password"))
        .forEach(part -> properties.put("password", part[1]));
    return new GivenSqlServer(url, Map.copyOf(properties));
  }

  String tlsMode() {
    if ("false".equalsIgnoreCase(properties.get("encrypt"))) {
      return "disable";
    }
    return Boolean.parseBoolean(properties.get("trustServerCertificate")) ? "require" : "verify-full";
  }

  Connection connect(String database) throws SQLException {
    var to = new Properties();
    to.setProperty("databaseName", database);
    return DriverManager.getConnection(url, to);
  }

  void secret(Space space, String name) {
    space.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s, namespace: %s}
        stringData: {endpoint: '%s', port: "%s", username: '%s', password: '%s'}
        """
            .formatted(
                name, space.name(), properties.get("serverName"), properties.get("portNumber"), properties.get("user"),
                properties.get("password").replace("'", "''")));
  }

  /** Databases and logins. */
  void dropAll(String prefix) {
    try (var connection = connect("master");
        var statement = connection.createStatement()) {
      var names = new ArrayList<String>();
      try (var found = statement.executeQuery("SELECT name FROM sys.databases WHERE name LIKE '" + prefix + "%'")) {
        while (found.next()) {
          names.add(found.getString(1));
        }
      }
      for (var name : names) {
        statement.execute("ALTER DATABASE [" + name + "] SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE [" + name + "]");
      }
      var logins = new ArrayList<String>();
      try (var found = statement.executeQuery("SELECT name FROM sys.sql_logins WHERE name LIKE '" + prefix + "%'")) {
        while (found.next()) {
          logins.add(found.getString(1));
        }
      }
      for (var login : logins) {
        statement.execute("DROP LOGIN [" + login + "]");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
