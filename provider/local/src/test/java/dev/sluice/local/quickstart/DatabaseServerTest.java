package dev.sluice.local.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseServerTest {
  private static final String MANIFEST = """
      spec:
        engine: PostgreSQL
        tls:
          mode: disable # a comment
      """;

  @Test
  void aJdbcUrlIsTakenApart() {
    assertThat(DatabaseServer.ofJdbcUrl("jdbc:postgresql://db.example:6543/admin?user=ada&password=p%40ss%26&sslmode=require"))
        .isEqualTo(new DatabaseServer("db.example", 6543, "ada", "p@ss&", "admin", Optional.of("require")));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "postgres://host/db                                     | jdbc:postgresql://host:5432",
    "jdbc:mysql://host/db?user=a&password=secret             | jdbc:postgresql://host:5432",
    "jdbc:postgresql://host/db?password=secret               | &user=",
    "jdbc:postgresql://host/db?user=ada                      | &password=",
    "jdbc:postgresql://one,two/db?user=ada&password=secret   | several hosts",
  })
  void whatIsMissingInAJdbcUrlIsNamedAndItsPasswordIsNot(String url, String remedy) {
    assertThatThrownBy(() -> DatabaseServer.ofJdbcUrl(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(remedy)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }

  @Test
  void theExampleFitsTheEmbeddedServerAsItIs() {
    assertThat(server("postgres", Optional.empty()).adapt(MANIFEST)).isEqualTo(MANIFEST);
  }

  @Test
  void theExampleIsAdaptedToTheUsersServer() {
    assertThat(server("admin", Optional.of("verify-full")).adapt(MANIFEST))
        .contains("defaultDatabase: \"admin\"", "mode: verify-full")
        .doesNotContain("disable");
  }

  @Test
  void itsTextNeverHoldsThePassword() {
    assertThat(server("postgres", Optional.empty()).toString()).doesNotContain("secret");
  }

  private static DatabaseServer server(String database, Optional<String> tlsMode) {
    return new DatabaseServer("127.0.0.1", 5432, "postgres", "secret", database, tlsMode);
  }
}
