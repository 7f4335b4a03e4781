package dev.sluice.engine.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.sqlserver.jdbc.SQLServerDataSource;
import com.microsoft.sqlserver.jdbc.SQLServerDriver;
import dev.sluice.engine.Engines;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.SessionConnector.Outcome;
import dev.sluice.engine.Sessions.Purpose;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import dev.sluice.engine.Tls.Mode;
import dev.sluice.local.certificate.CertificateAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlServerConnectorTest {
  private static final Optional<String> AUTHORITY = Optional.of(CertificateAuthority.create("test").certificate());

  @ParameterizedTest
  @CsvSource({"DISABLE, false, false, false", "REQUIRE, true, true, false", "VERIFY_CA, true, false, true", "VERIFY_FULL, true, false, true"})
  void eachModeOfTlsHasItsSettings(Mode mode, String encrypt, boolean trust, boolean manager) {
    SQLServerDataSource source = connector(Design.server("127.0.0.1", 1433, new Tls(mode, AUTHORITY, Optional.empty()))).source("orders");
    assertThat(source.getEncrypt()).isEqualTo(encrypt);
    assertThat(source.getTrustServerCertificate()).isEqualTo(trust);
    assertThat(source.getTrustManagerClass()).isEqualTo(manager ? ScopedTrustManager.class.getName() : "");
  }

  @Test
  void allElseGoesThroughSettersToo() {
    Server server =
        new Server(
            new Server.Login("shop.database.windows.net", 14330, "sluice@shop", new Password("p;w}{")), Optional.of("start"), Tls.DISABLED,
            new Timeouts(Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ZERO), 5);
    SQLServerDataSource source = connector(server).source("a;b=c}");
    assertThat(source.getServerName()).isEqualTo("shop.database.windows.net");
    assertThat(source.getPortNumber()).isEqualTo(14330);
    assertThat(source.getDatabaseName()).isEqualTo("a;b=c}");
    assertThat(source.getUser()).isEqualTo("sluice@shop");
    assertThat(source.getApplicationName()).isEqualTo("sluice");
    assertThat(source.getLoginTimeout()).isEqualTo(3);
    assertThat(source.getSocketTimeout()).isEqualTo(2500);
    assertThat(source.getQueryTimeout()).isEqualTo(-1);
    assertThat(source.getConnectRetryCount()).isZero();
    assertThat(source.getSendStringParametersAsUnicode()).isTrue();
  }

  @Test
  void allAddressesAreTriedWhereThereAreSeveral() throws IOException {
    boolean several = InetAddress.getAllByName("localhost").length > 1;
    assertThat(connector(Design.server("localhost", 1433, Tls.DISABLED)).source("x").getMultiSubnetFailover()).isEqualTo(several);
    assertThat(connector(Design.server("127.0.0.1", 1433, Tls.DISABLED)).source("x").getMultiSubnetFailover()).isFalse();
  }

  @Test
  void aClientCertificateIsRefused() {
    Tls tls = new Tls(Mode.VERIFY_FULL, AUTHORITY, Optional.of(new Tls.ClientCertificate("chain", new Password("key"))));
    Failure failure = Design.failureOf(() -> connector(Design.server("127.0.0.1", 1433, tls)));
    assertThat(failure.reason()).isEqualTo(Reasons.INVALID_SERVER);
    assertThat(failure.message()).contains("clientCertSecretRef");
  }

  @Test
  void anAuthorityThatIsNoneIsRefused() {
    Tls tls = new Tls(Mode.VERIFY_CA, Optional.of("nonsense"), Optional.empty());
    assertThat(Design.failureOf(() -> connector(Design.server("127.0.0.1", 1433, tls))).reason()).isEqualTo(Reasons.INVALID_SERVER);
  }

  @Test
  void aHostWithMoreInItIsRefused() {
    Server server = Design.server("db;encrypt=false", 1433, Tls.DISABLED);
    assertThat(Design.failureOf(() -> Engines.load().named("SQLServer").orElseThrow().open(server)).reason()).isEqualTo(Reasons.INVALID_SERVER);
  }

  @Test
  void aServerThatIsNotThereIsUnreachableAtOnce() throws IOException {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    Outcome outcome = connector(Design.server("127.0.0.1", nobody, Tls.DISABLED)).connect("master");
    assertThat(outcome).isInstanceOf(Outcome.ServerRefused.class);
    Failure failure = ((Outcome.ServerRefused) outcome).failure();
    assertThat(failure).isInstanceOf(Failure.Transient.class);
    assertThat(failure.reason()).isEqualTo(Reasons.UNREACHABLE);
    assertThat(failure.message()).isEqualTo("SQL Server 127.0.0.1:" + nobody + "/master: the connection was refused. It will be tried again.");
  }

  @Test
  void aHostThatIsUnknownIsSaidToBe() {
    Outcome outcome = connector(Design.server("no.such.host.invalid", 1433, Tls.DISABLED)).connect("master");
    assertThat(((Outcome.ServerRefused) outcome).failure().message())
        .isEqualTo("SQL Server no.such.host.invalid:1433/master: the host name is unknown. It will be tried again.");
  }

  @Test
  void settingsAndNumberAreOneBatch() {
    SqlServerConnector connector = connector(Design.server("127.0.0.1", 1433, Tls.DISABLED));
    assertThat(connector.settings(Purpose.LOOKING)).contains("SET XACT_ABORT ON;", "SET LOCK_TIMEOUT 5000;").endsWith("SELECT @@SPID;");
    assertThat(connector.settings(Purpose.ENDING)).isEqualTo(connector.settings(Purpose.LOOKING));
    assertThat(connector.settings(Purpose.RUNNING)).contains("SET XACT_ABORT OFF;", "SET LOCK_TIMEOUT -1;");
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders", "a b", "a;encrypt=false", "a}b{c}", "ü/?&=%"})
  void theDriverReadsOurUrlAsWeMeanIt(String database) throws SQLException {
    Server server = Design.server("db.example.org", 14330, new Tls(Mode.VERIFY_FULL, Optional.empty(), Optional.empty()));
    Map<String, String> details;
    try (var handle = new SqlServerEngine().open(server)) {
      details = handle.connectionDetails(database);
    }
    Map<String, String> read =
        Arrays.stream(new SQLServerDriver().getPropertyInfo(details.get("jdbcUrl"), new Properties()))
            .filter(property -> property.value != null)
            .collect(Collectors.toMap((DriverPropertyInfo property) -> property.name, property -> property.value, (a, b) -> a));
    assertThat(read).containsEntry("serverName", "db.example.org").containsEntry("portNumber", "14330")
        .containsEntry("databaseName", database);
    assertThat(read.get("encrypt")).isEqualToIgnoringCase("true");
    assertThat(details).containsEntry("endpoint", "db.example.org").containsEntry("port", "14330").containsEntry("database", database)
        .doesNotContainKey("username");
    assertThat(details.get("uri")).startsWith("sqlserver://db.example.org:14330?database=").doesNotContain(" ", ";", "{");
  }

  @ParameterizedTest
  @CsvSource({"DISABLE, encrypt=false", "REQUIRE, encrypt=true;trustServerCertificate=true", "VERIFY_CA, encrypt=true", "VERIFY_FULL, encrypt=true"})
  void applicationsAreToldToCheckAsMuchAsWeDo(Mode mode, String protection) {
    Server server = Design.server("db.example.org", 1433, new Tls(mode, Optional.empty(), Optional.empty()));
    try (var handle = new SqlServerEngine().open(server)) {
      Map<String, String> details = handle.connectionDetails("orders");
      assertThat(details.get("jdbcUrl")).isEqualTo("jdbc:sqlserver://db.example.org:1433;databaseName={orders};" + protection);
      assertThat(details.get("uri")).isEqualTo("sqlserver://db.example.org:1433?database=orders&" + protection.replace(';', '&'));
    }
  }

  private static SqlServerConnector connector(Server server) {
    return new SqlServerConnector(server, new SqlServerFailures(server));
  }
}
