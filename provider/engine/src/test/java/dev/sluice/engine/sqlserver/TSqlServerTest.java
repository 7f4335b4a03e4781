package dev.sluice.engine.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Tls;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TSqlServerTest {

  @Test
  void aUrlSaysItAll() {
    Map<String, String> environment =
        Map.of("SLUICE_SQLSERVER_JDBC_URL", "jdbc:sqlserver://db.example.org:1444;user=me;password={a;b};encrypt=true;trustServerCertificate=true");
    assertThat(TSqlServer.of(environment)).contains(new TSqlServer("db.example.org", 1444, "me", "a;b", Tls.Mode.REQUIRE));
  }

  @Test
  void variablesOfTheirOwnWin() {
    Map<String, String> environment =
        Map.of("SLUICE_SQLSERVER_JDBC_URL", "jdbc:sqlserver://db.example.org;encrypt=false", "SLUICE_SQLSERVER_USER", "me", "SLUICE_SQLSERVER_PASSWORD", "pw");
    assertThat(TSqlServer.of(environment)).contains(new TSqlServer("db.example.org", 1433, "me", "pw", Tls.Mode.DISABLE));
    assertThat(TSqlServer.of(Map.of("SLUICE_SQLSERVER_HOST", "h", "SLUICE_SQLSERVER_PORT", "1", "SLUICE_SQLSERVER_TLS", "VERIFY_CA")))
        .contains(new TSqlServer("h", 1, "sa", "", Tls.Mode.VERIFY_CA));
  }

  @Test
  void nothingSaidIsNoServer() {
    assertThat(TSqlServer.of(Map.of("SLUICE_SQLSERVER_JDBC_URL", ""))).isEmpty();
  }
}
