package dev.sluice.engine.mariadb;

import dev.sluice.engine.Server;
import dev.sluice.engine.Tls;
import dev.sluice.engine.mysqlfamily.AccountDialect;
import dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationDriver;
import dev.sluice.engine.mysqlfamily.Product;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.Driver;
import org.mariadb.jdbc.HostAddress;

/** MariaDB through its own driver. */
enum MariaDbProduct implements Product {
  INSTANCE;

  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");

  @Override
  public String id() {
    return "MariaDB";
  }

  @Override
  public String section() {
    return "mariadb";
  }

  @Override
  public Connection open(Server.Login login, String database, Tls.Mode tls, Duration timeout) throws SQLException {
    int millis = (int) Math.clamp(timeout.toMillis(), 0, Integer.MAX_VALUE);
    Configuration.Builder configuration =
        // A builder of its own lacks what the driver's parser adds.
        Configuration.parse("jdbc:mariadb://localhost/")
            .toBuilder()
            .addresses(HostAddress.from(login.host(), login.port(), true))
            .user(login.username())
            .password(login.password().reveal())
            .socketFactory(MariaDbSocketFactory.class.getName())
            .connectTimeout(millis)
            .socketTimeout(millis)
            .tcpKeepAlive(true)
            .sslMode(sslMode(tls))
            .tlsSocketType(MariaDbTls.TYPE)
            .allowPublicKeyRetrieval(false)
            // The server must be able neither to ask for files of ours nor to send us elsewhere.
            .allowLocalInfile(false)
            .permitRedirect(false)
            .allowMultiQueries(false)
            .connectionAttributes("program_name:sluice")
            .connectionTimeZone("UTC")
            // Would change the session's sql_mode.
            .jdbcCompliantTruncation(false);
    return Driver.connect((database.isEmpty() ? configuration : configuration.database(database)).build());
  }

  private static String sslMode(Tls.Mode tls) {
    return switch (tls) {
      case DISABLE -> "disable";
      case REQUIRE -> "trust";
      case VERIFY_CA -> "verify-ca";
      case VERIFY_FULL -> "verify-full";
    };
  }

  @Override
  public String statementLimit(Duration limit) {
    return "max_statement_time = " + BigDecimal.valueOf(limit.toMillis(), 3).toPlainString();
  }

  @Override
  public String defaultStatementLimit() {
    return "max_statement_time = DEFAULT";
  }

  @Override
  public Optional<String> objection(String version) {
    if (!version.contains("MariaDB")) {
      return Optional.of("this is no MariaDB server but one of version " + version + ". Set spec.engine of the ProviderConfig to MySQL.");
    }
    Matcher numbers = VERSION.matcher(version);
    boolean old = numbers.matches() && Integer.parseInt(numbers.group(1)) * 100 + Integer.parseInt(numbers.group(2)) < 1006;
    return old
        ? Optional.of("the server's version is " + version + ", and 10.6 is the oldest that is supported. Use a newer server.")
        : Optional.empty();
  }

  @Override
  public MySqlFamilyMigrationDriver migrations() {
    return MariaDbMigrationDriver.CONNECTOR;
  }

  @Override
  public AccountDialect accounts() {
    return MariaDbAccounts.INSTANCE;
  }
}
