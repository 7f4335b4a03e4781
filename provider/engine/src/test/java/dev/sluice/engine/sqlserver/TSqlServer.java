package dev.sluice.engine.sqlserver;

import com.microsoft.sqlserver.jdbc.SQLServerDataSource;
import com.microsoft.sqlserver.jdbc.SQLServerDriver;
import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Password;
import dev.sluice.engine.Server;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import java.sql.Connection;
import java.sql.DriverPropertyInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that need not be ours: tests make databases and logins of their own on it, with names that nobody else has, and drop
 * them again. The login has to be one that may do so.
 */
public record TSqlServer(String host, int port, String user, String password, Tls.Mode tls) {
  private static final Pattern PASSWORD = Pattern.compile("(?i);\\s*password\\s*=\\s*(?:\\{((?:[^}]|}})*)}|([^;]*))");

  /** As environment variables name it; empty where they don't. */
  static Optional<TSqlServer> of(Map<String, String> environment) {
    Optional<String> url = value(environment, "JDBC_URL");
    Map<String, String> read = url.map(TSqlServer::properties).orElse(Map.of());
    Optional<String> host = value(environment, "HOST").or(() -> Optional.ofNullable(read.get("serverName")).filter(name -> !name.isEmpty()));
    if (host.isEmpty()) {
      return Optional.empty();
    }
    boolean trusts = Boolean.parseBoolean(read.get("trustServerCertificate"));
    Tls.Mode mode = "false".equalsIgnoreCase(read.get("encrypt")) ? Tls.Mode.DISABLE : trusts ? Tls.Mode.REQUIRE : Tls.Mode.VERIFY_FULL;
    return Optional.of(
        new TSqlServer(
            host.get(),
            Integer.parseInt(value(environment, "PORT").or(() -> Optional.ofNullable(read.get("portNumber"))).orElse("1433")),
            value(environment, "USER").or(() -> Optional.ofNullable(read.get("user"))).orElse("sa"),
            value(environment, "PASSWORD").or(() -> Optional.ofNullable(read.get("password"))).orElse(""),
            value(environment, "TLS").map(Tls.Mode::valueOf).orElse(url.isPresent() ? mode : Tls.Mode.REQUIRE)));
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get("SLUICE_SQLSERVER_" + name)).filter(text -> !text.isEmpty());
  }

  private static Map<String, String> properties(String url) {
    Map<String, String> found = new HashMap<>();
    try {
      for (DriverPropertyInfo property : new SQLServerDriver().getPropertyInfo(url, new Properties())) {
        if (property.value != null) {
          found.put(property.name, property.value);
        }
      }
      // The driver reads that one and doesn't show it.
      Matcher password = PASSWORD.matcher(url);
      if (password.find()) {
        found.put("password", password.group(1) != null ? password.group(1).replace("}}", "}") : password.group(2));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalArgumentException("SLUICE_SQLSERVER_JDBC_URL isn't one of SQL Server's", e);
    }
  }

  public static String newName(String prefix) {
    return "sluice_test_" + prefix + "_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
  }

  public DatabaseServer open() {
    return new SqlServerEngine().open(server());
  }

  Server server() {
    return as(user, password);
  }

  Server as(String login, String secret) {
    return new Server(
        new Server.Login(host, port, login, new Password(secret)), Optional.empty(), new Tls(tls, Optional.empty(), Optional.empty()), Timeouts.DEFAULT, 6);
  }

  public Connection connect(String database) throws SQLException {
    SQLServerDataSource source = new SQLServerDataSource();
    source.setServerName(host);
    source.setPortNumber(port);
    source.setDatabaseName(database);
    source.setUser(user);
    source.setPassword(password);
    source.setEncrypt(tls == Tls.Mode.DISABLE ? "false" : "true");
    source.setTrustServerCertificate(tls == Tls.Mode.REQUIRE);
    source.setLoginTimeout(10);
    return source.getConnection();
  }

  public String jdbcUrl(String database) {
    return "jdbc:sqlserver://" + host + ":" + port + ";databaseName=" + SqlServerUrls.braced(database)
        + ";encrypt=" + (tls != Tls.Mode.DISABLE) + ";trustServerCertificate=" + (tls == Tls.Mode.REQUIRE);
  }

  public void run(String database, String... batches) {
    try (Connection connection = connect(database)) {
      for (String batch : batches) {
        Batch.execute(connection, batch);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column, as text. */
  public List<String> query(String database, String sql) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whatever a test left. */
  public void drop(String database) {
    run("master", "IF DB_ID(N'" + database + "') IS NOT NULL BEGIN ALTER DATABASE [" + database + "] SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE ["
        + database + "] END");
  }
}
