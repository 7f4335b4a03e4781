package dev.sluice.local.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedPostgreSqlIT {
  private static final String INVALID_PASSWORD = "28P01";

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void passwordsAreChecked(int major) throws SQLException {
    try (EmbeddedPostgreSql server = EmbeddedPostgreSql.builder(major).withoutFsync().start()) {
      assertThat(text(server, "SHOW server_version")).startsWith(major + ".");
      assertThatThrownBy(() -> server.connect("postgres", "postgres", "wrong"))
          .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(INVALID_PASSWORD));
      assertThat(text(server, "SELECT rolpassword FROM pg_authid WHERE rolname = 'postgres'")).startsWith("SCRAM-SHA-256$");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void dataOutliveARestartAndACrash(int major) throws SQLException {
    try (EmbeddedPostgreSql server = EmbeddedPostgreSql.start(major)) {
      int port = server.port();
      execute(server, "CREATE TABLE kept (id int)");
      server.restart();
      execute(server, "INSERT INTO kept VALUES (1)");
      server.crash();
      assertThatThrownBy(() -> server.connect("postgres")).isInstanceOf(SQLException.class);
      server.startAgain();

      assertThat(text(server, "SELECT count(*) FROM kept")).isEqualTo("1");
      assertThat(server.port()).isEqualTo(port);
    }
  }

  @Test
  void bothMajorsRunAtOnce() throws SQLException {
    try (EmbeddedPostgreSql oldest = EmbeddedPostgreSql.start(14); EmbeddedPostgreSql newest = EmbeddedPostgreSql.start(18)) {
      assertThat(text(oldest, "SHOW server_version")).startsWith("14.");
      assertThat(text(newest, "SHOW server_version")).startsWith("18.");
    }
  }

  @Test
  void theServersCertificateIsVerifiedInFull() throws SQLException {
    try (EmbeddedPostgreSql server = EmbeddedPostgreSql.builder(18).tls().start()) {
      Properties properties = login(server);
      properties.setProperty("sslmode", "verify-full");
      properties.setProperty("sslrootcert", server.tlsAuthority().orElseThrow().toString());
      try (Connection connection = DriverManager.getConnection(server.jdbcUrl("postgres"), properties)) {
        assertThat(text(connection, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")).isEqualTo("t");
      }
    }
  }

  @Test
  void anAccessRuleCanRefusePlainConnections() {
    try (EmbeddedPostgreSql server = EmbeddedPostgreSql.builder(18).tls()
        .accessRules(List.of("hostnossl postgres,shop all 127.0.0.1/32 reject")).start()) {
      Properties properties = login(server);
      properties.setProperty("sslmode", "disable");
      assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl("postgres"), properties))
          .hasMessageContaining("pg_hba.conf rejects connection");
    }
  }

  @Test
  void parametersAndAHostilePasswordArePassedOn() throws SQLException {
    String password = "it's \"quoted\" $1 \\ %s @:/?#";
    try (EmbeddedPostgreSql server = EmbeddedPostgreSql.builder(18)
        .password(password).parameter("max_connections", "7").parameter("log_line_prefix", "it's ").start()) {
      assertThat(text(server, "SHOW max_connections")).isEqualTo("7");
      assertThat(text(server, "SHOW log_line_prefix")).isEqualTo("it's ");
      assertThat(server.password()).isEqualTo(password);
    }
  }

  @Test
  void aMajorThatIsNotPackedIsRefusedWithTheChoice() {
    assertThatThrownBy(() -> EmbeddedPostgreSql.start(9)).hasMessageContaining("14").hasMessageContaining("18");
  }

  private static Properties login(EmbeddedPostgreSql server) {
    Properties properties = new Properties();
    properties.setProperty("user", server.username());
    properties.setProperty("password", server.password());
    return properties;
  }

  private static void execute(EmbeddedPostgreSql server, String sql) throws SQLException {
    try (Connection connection = server.connect("postgres"); Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String text(EmbeddedPostgreSql server, String sql) throws SQLException {
    try (Connection connection = server.connect("postgres")) {
      return text(connection, sql);
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
