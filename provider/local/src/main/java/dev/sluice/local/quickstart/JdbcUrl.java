package dev.sluice.local.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** JDBC URLs of the products, taken apart and put together. Messages never repeat one: it may hold a password. */
final class JdbcUrl {
  private JdbcUrl() {}

  /**
   * @param url {@code jdbc:<product>://host:port/database?user=...&password=...}; SQL Server's has its properties behind
   *     semicolons
   * @throws IllegalArgumentException if it is another product's, or names no user or password
   */
  static NetworkServer parse(ShownEngine engine, String url) {
    var start = "jdbc:" + engine.scheme() + "://";
    if (!url.startsWith(start) || engine.port() == 0) {
      throw new IllegalArgumentException("--jdbc-url isn't a " + engine.id() + " URL: write " + pattern(engine) + " (--engine says which product)");
    }
    var semicolons = engine == ShownEngine.SQLSERVER;
    var rest = url.substring(start.length());
    var end = rest.indexOf(semicolons ? ';' : '?');
    var place = end < 0 ? rest : rest.substring(0, end);
    if (place.contains(",")) {
      throw new IllegalArgumentException("--jdbc-url names several hosts: name one");
    }
    var uri = uri(engine, place);
    var properties = properties(end < 0 ? "" : rest.substring(end + 1), semicolons);
    return new NetworkServer(
        engine,
        uri.getHost(),
        uri.getPort() < 0 ? engine.port() : uri.getPort(),
        required(properties, "user", semicolons ? ";" : "&"),
        required(properties, "password", semicolons ? ";" : "&"),
        Optional.ofNullable(properties.get("databasename")).or(() -> path(uri)),
        tlsMode(engine, properties));
  }

  /** Without user and password. */
  static String of(ShownEngine engine, String host, int port, String database) {
    var place = "jdbc:" + engine.scheme() + "://" + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    if (engine == ShownEngine.SQLSERVER) {
      return place + (database.isEmpty() ? "" : ";databaseName={" + database.replace("}", "}}") + "}");
    }
    var usual = engine == ShownEngine.POSTGRESQL && database.isEmpty() ? "postgres" : database;
    return place + "/" + URLEncoder.encode(usual, UTF_8).replace("+", "%20");
  }

  /** The user, the password and TLS as each driver calls it. */
  static Properties properties(NetworkServer server) {
    var properties = new Properties();
    properties.setProperty("user", server.username());
    properties.setProperty("password", server.password());
    var mode = server.tlsMode().orElse(server.engine() == ShownEngine.POSTGRESQL ? "disable" : "require");
    switch (server.engine()) {
      case POSTGRESQL -> properties.setProperty("sslmode", mode);
      case MYSQL -> properties.setProperty("sslMode", mysqlMode(mode));
      case MARIADB -> properties.setProperty("sslMode", mode.equals("require") ? "trust" : mode);
      case SQLSERVER -> {
        properties.setProperty("encrypt", Boolean.toString(!mode.equals("disable")));
        properties.setProperty("trustServerCertificate", Boolean.toString(mode.equals("require")));
      }
      case SQLITE -> throw new IllegalArgumentException("files have no users");
    }
    return properties;
  }

  private static Optional<String> tlsMode(ShownEngine engine, Map<String, String> properties) {
    return switch (engine) {
      case SQLSERVER ->
          Optional.ofNullable(properties.get("encrypt"))
              .map(encrypt -> encrypt.equals("false") ? "disable" : "true".equals(properties.get("trustservercertificate")) ? "require" : "verify-full");
      default -> Optional.ofNullable(properties.get("sslmode")).map(JdbcUrl::providerMode);
    };
  }

  private static String providerMode(String mode) {
    return switch (mode.toLowerCase(Locale.ROOT).replace('_', '-')) {
      case "disable", "disabled", "allow", "prefer", "preferred" -> "disable";
      case "require", "required", "trust" -> "require";
      case "verify-ca" -> "verify-ca";
      default -> "verify-full";
    };
  }

  private static String mysqlMode(String mode) {
    return switch (mode) {
      case "disable" -> "DISABLED";
      case "require" -> "REQUIRED";
      case "verify-ca" -> "VERIFY_CA";
      default -> "VERIFY_IDENTITY";
    };
  }

  private static URI uri(ShownEngine engine, String place) {
    try {
      var uri = new URI(engine.scheme() + "://" + place);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // said below, without the text
    }
    throw new IllegalArgumentException("--jdbc-url names no host: write " + pattern(engine));
  }

  private static Optional<String> path(URI uri) {
    return Optional.ofNullable(uri.getPath()).filter(path -> path.length() > 1).map(path -> path.substring(1));
  }

  private static Map<String, String> properties(String text, boolean semicolons) {
    var properties = new HashMap<String, String>();
    for (var one : text.split(semicolons ? ";" : "&")) {
      var parts = one.split("=", 2);
      if (parts.length == 2) {
        properties.put(parts[0].toLowerCase(Locale.ROOT), semicolons ? parts[1] : URLDecoder.decode(parts[1], UTF_8));
      }
    }
    return properties;
  }

  private static String required(Map<String, String> properties, String name, String separator) {
    var value = properties.get(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("--jdbc-url names no " + name + ": append " + separator + name + "=...");
    }
    return value;
  }

  private static String pattern(ShownEngine engine) {
    var place = "jdbc:" + engine.scheme() + "://host:" + engine.port();
    return engine == ShownEngine.SQLSERVER ? place + ";user=...;password=..." : place + "/database?user=...&password=...";
  }
}
