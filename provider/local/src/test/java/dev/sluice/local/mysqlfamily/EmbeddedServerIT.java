package dev.sluice.local.mysqlfamily;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.local.junit.MariaDb;
import dev.sluice.local.junit.MySql;
import dev.sluice.local.mariadb.EmbeddedMariaDb;
import dev.sluice.local.mysql.EmbeddedMySql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EmbeddedServerIT {
  private static final int ACCESS_DENIED = 1045;

  static Stream<Named<Supplier<EmbeddedServer.Builder>>> products() {
    return Stream.concat(
        EmbeddedMySql.versions().stream().map(version -> named("MySQL " + version, () -> EmbeddedMySql.builder(version))),
        EmbeddedMariaDb.versions().stream().map(version -> named("MariaDB " + version, () -> EmbeddedMariaDb.builder(version))));
  }

  private static Named<Supplier<EmbeddedServer.Builder>> named(String name, Supplier<EmbeddedServer.Builder> builder) {
    return Named.of(name, builder);
  }

  @ParameterizedTest
  @MethodSource("products")
  void passwordsAreCheckedAndNobodyNeedsNone(Supplier<EmbeddedServer.Builder> product) throws SQLException {
    String password = "it's \"quoted\" \\ %s @:/?#";
    try (EmbeddedServer server = product.get().withoutFsync().password(password).parameter("max-connections", "17").start()) {
      assertThat(text(server, "SELECT VERSION()")).startsWith(server.name().substring(server.name().indexOf('-') + 1));
      assertThat(text(server, "SELECT @@max_connections")).isEqualTo("17");
      assertThat(text(server, "SELECT @@bind_address")).isEqualTo("127.0.0.1");
      assertThat(server.password()).isEqualTo(password);
      for (String wrong : new String[] {"wrong", ""}) {
        assertThatThrownBy(() -> server.connect("", "root", wrong))
            .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(ACCESS_DENIED));
        for (String user : new String[] {"", "mysql", "nobody"}) {
          // Newer servers ask who isn't there for some kind of password, so that the driver may be the one that refuses.
          assertThatThrownBy(() -> server.connect("", user, wrong)).as(user).isInstanceOf(SQLException.class);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("products")
  void dataOutliveARestartAndACrash(Supplier<EmbeddedServer.Builder> product) throws SQLException {
    try (EmbeddedServer server = product.get().withoutFsync().start()) {
      int port = server.port();
      execute(server, "CREATE DATABASE kept");
      execute(server, "CREATE TABLE kept.t (id int PRIMARY KEY)");
      server.restart();
      execute(server, "INSERT INTO kept.t VALUES (1)");
      server.crash();
      assertThatThrownBy(() -> server.connect("")).isInstanceOf(SQLException.class);
      server.startAgain();
      assertThat(text(server, "SELECT count(*) FROM kept.t")).isEqualTo("1");
      assertThat(server.port()).isEqualTo(port);
    }
  }

  @ParameterizedTest
  @MethodSource("products")
  void noProcessFileOrPasswordIsLeft(Supplier<EmbeddedServer.Builder> product, @TempDir Path folder) throws Exception {
    EmbeddedServer server = product.get().withoutFsync().workFolder(folder.resolve("given")).start();
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
    try (server; Stream<Path> files = Files.list(folder.resolve("given"))) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".sql"));
      assertThat(process.info().arguments().orElseThrow()).noneMatch(argument -> argument.contains(server.password()));
    }
    assertThat(process.isAlive()).isFalse();
    assertThat(server.logFile()).exists();
  }

  @Test
  void mySqlOffersTls() throws SQLException {
    try (EmbeddedServer server = EmbeddedMySql.builder().withoutFsync().tls().start()) {
      // The driver takes an authority as a key store only, so it isn't asked to check it here.
      assertThat(cipher(server, "sslMode", "REQUIRED")).isNotEmpty();
      assertThat(cipher(server, "sslMode", "DISABLED")).isEmpty();
      assertThat(server.issueClientCertificate("somebody").certificate()).contains("BEGIN CERTIFICATE");
    }
  }

  @Test
  void mariaDbsCertificateIsVerifiedInFull() throws Exception {
    try (EmbeddedServer server = EmbeddedMariaDb.builder().withoutFsync().tls().start()) {
      String authority = server.tlsAuthority().orElseThrow().toString();
      assertThat(cipher(server, "sslMode", "verify-full", "serverSslCert", authority)).isNotEmpty();
      assertThat(cipher(server, "sslMode", "disable")).isEmpty();
    }
  }

  @Test
  void everyVersionIsOneServer(@MySql EmbeddedServer one, @MySql EmbeddedServer same, @MariaDb EmbeddedServer other) throws SQLException {
    assertThat(one).isSameAs(same).isNotSameAs(other);
    assertThat(text(other, "SELECT VERSION()")).contains("MariaDB");
  }

  @Test
  void aVersionThatIsNotPackedIsRefusedWithTheChoice() {
    assertThatThrownBy(() -> EmbeddedMySql.builder("5.7")).hasMessageContaining("8.0.12").hasMessageContaining("-Pall-servers");
    assertThatThrownBy(() -> EmbeddedMariaDb.builder("5.5")).hasMessageContaining("11.4.5");
  }

  private static String cipher(EmbeddedServer server, String... settings) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", server.username());
    properties.setProperty("password", server.password());
    for (int i = 0; i < settings.length; i += 2) {
      properties.setProperty(settings[i], settings[i + 1]);
    }
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl(""), properties);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW SESSION STATUS LIKE 'Ssl_cipher'")) {
      row.next();
      return row.getString(2);
    }
  }

  private static void execute(EmbeddedServer server, String sql) throws SQLException {
    try (Connection connection = server.connect(""); Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String text(EmbeddedServer server, String sql) throws SQLException {
    try (Connection connection = server.connect("");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
