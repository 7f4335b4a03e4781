package dev.sluice.engine.mysql;

import com.mysql.cj.conf.HostInfo;
import com.mysql.cj.conf.PropertyKey;
import com.mysql.cj.jdbc.ConnectionImpl;
import com.mysql.cj.log.NullLogger;
import dev.sluice.engine.Server;
import dev.sluice.engine.Tls;
import dev.sluice.engine.mysqlfamily.AccountDialect;
import dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationDriver;
import dev.sluice.engine.mysqlfamily.Product;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** MySQL through Connector/J. All that the driver gets, it gets as values: its data source would make a URL of them. */
enum MySqlProduct implements Product {
  INSTANCE;

  private static final int OLDEST_MAJOR = 8;

  @Override
  public String id() {
    return "MySQL";
  }

  @Override
  public String section() {
    return "mysql";
  }

  @Override
  public Connection open(Server.Login login, String database, Tls.Mode tls, Duration timeout) throws SQLException {
    Map<PropertyKey, String> properties = new EnumMap<>(PropertyKey.class);
    properties.put(PropertyKey.DBNAME, database);
    properties.put(PropertyKey.socketFactory, MySqlSocketFactory.class.getName());
    properties.put(PropertyKey.connectTimeout, millis(timeout));
    properties.put(PropertyKey.socketTimeout, millis(timeout));
    properties.put(PropertyKey.tcpKeepAlive, "true");
    properties.put(PropertyKey.sslMode, sslMode(tls));
    // A password goes over TLS or hashed, never in clear text, nor by a key that anybody could have sent.
    properties.put(PropertyKey.allowPublicKeyRetrieval, "false");
    // The server must not be able to ask for files of ours.
    properties.put(PropertyKey.allowLoadLocalInfile, "false");
    properties.put(PropertyKey.allowUrlInLocalInfile, "false");
    properties.put(PropertyKey.allowMultiQueries, "false");
    properties.put(PropertyKey.connectionAttributes, "program_name:sluice");
    properties.put(PropertyKey.characterEncoding, "UTF-8");
    properties.put(PropertyKey.connectionTimeZone, "UTC");
    // Would change the session's sql_mode.
    properties.put(PropertyKey.jdbcCompliantTruncation, "false");
    // Would open sessions of its own to cancel statements.
    properties.put(PropertyKey.enableQueryTimeouts, "false");
    properties.put(PropertyKey.logger, NullLogger.class.getName());
    return ConnectionImpl.getInstance(
        new HostInfo(
            () -> "jdbc:mysql:",
            login.host(),
            login.port(),
            login.username(),
            login.password().reveal(),
            properties.entrySet().stream().collect(Collectors.toMap(property -> property.getKey().getKeyName(), Map.Entry::getValue))));
  }

  private static String sslMode(Tls.Mode tls) {
    return switch (tls) {
      case DISABLE -> "DISABLED";
      case REQUIRE -> "REQUIRED";
      case VERIFY_CA -> "VERIFY_CA";
      case VERIFY_FULL -> "VERIFY_IDENTITY";
    };
  }

  private static String millis(Duration timeout) {
    return Long.toString(Math.clamp(timeout.toMillis(), 0, Integer.MAX_VALUE));
  }

  /** For SELECT alone: the server limits nothing else. */
  @Override
  public String statementLimit(Duration limit) {
    return "max_execution_time = " + limit.toMillis();
  }

  @Override
  public String defaultStatementLimit() {
    return "max_execution_time = DEFAULT";
  }

  @Override
  public Optional<String> objection(String version) {
    if (version.contains("MariaDB")) {
      return Optional.of("this is a MariaDB server. Set spec.engine of the ProviderConfig to MariaDB.");
    }
    int major = Integer.parseInt(version.split("\\D", 2)[0]);
    return major < OLDEST_MAJOR
        ? Optional.of("the server's version is " + version + ", and 8.0 is the oldest that is supported. Use a newer server.")
        : Optional.empty();
  }

  @Override
  public MySqlFamilyMigrationDriver migrations() {
    return MySqlMigrationDriver.CONNECTOR_J;
  }

  @Override
  public AccountDialect accounts() {
    return MySqlAccounts.INSTANCE;
  }
}
