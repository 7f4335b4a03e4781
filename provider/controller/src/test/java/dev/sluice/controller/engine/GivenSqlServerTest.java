package dev.sluice.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GivenSqlServerTest {
  @Test
  void theUrlSaysWhereAndWhoAndWhatTlsIsAskedFor() {
    var server = of("jdbc:sqlserver://db.example:1444;user=sa;Password=a=b'c;encrypt=true;trustServerCertificate=true");
    assertThat(server.properties()).containsEntry("serverName", "db.example").containsEntry("portNumber", "1444").containsEntry("user", "sa")
        .containsEntry("password", "a=b'c");
    assertThat(server.tlsMode()).isEqualTo("require");
    assertThat(of("jdbc:sqlserver://db.example;user=sa;password=x").tlsMode()).isEqualTo("verify-full");
    assertThat(of("jdbc:sqlserver://db.example;user=sa;password=x;encrypt=false").tlsMode()).isEqualTo("disable");
  }

  @Test
  void whereNoneIsNamedThereIsNone() {
    assertThat(GivenSqlServer.of(Map.of())).isEmpty();
    assertThat(GivenSqlServer.of(Map.of("SLUICE_SQLSERVER_JDBC_URL", ""))).isEmpty();
  }

  private static GivenSqlServer of(String url) {
    return GivenSqlServer.of(Map.of("SLUICE_SQLSERVER_JDBC_URL", url)).orElseThrow();
  }
}
