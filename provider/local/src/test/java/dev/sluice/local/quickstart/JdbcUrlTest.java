package dev.sluice.local.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JdbcUrlTest {
  private static final String MANIFEST = """
      spec:
        engine: PostgreSQL
        tls:
          mode: disable # a comment
      """;

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "POSTGRESQL | jdbc:postgresql://db.example:6543/admin?user=ada&password=p%40ss%26&sslmode=require                   | 6543",
    "MYSQL      | jdbc:mysql://db.example/admin?user=ada&password=p%40ss%26&sslMode=REQUIRED                           | 3306",
    "MARIADB    | jdbc:mariadb://db.example:33/admin?user=ada&password=p%40ss%26&sslMode=trust                         | 33",
    "SQLSERVER  | jdbc:sqlserver://db.example:1433;databaseName=admin;user=ada;password=p@ss&;encrypt=true;trustServerCertificate=true | 1433",
  })
  void itIsTakenApart(ShownEngine engine, String url, int port) {
    assertThat(JdbcUrl.parse(engine, url))
        .isEqualTo(new NetworkServer(engine, "db.example", port, "ada", "p@ss&", Optional.of("admin"), Optional.of("require")));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "POSTGRESQL | postgres://host/db                                     | jdbc:postgresql://host:5432",
    "POSTGRESQL | jdbc:mysql://host/db?user=a&password=secret            | jdbc:postgresql://host:5432",
    "MYSQL      | jdbc:postgresql://host/db?user=a&password=secret       | jdbc:mysql://host:3306",
    "SQLITE     | jdbc:sqlite:/data/secret.db                            | --engine says which product",
    "POSTGRESQL | jdbc:postgresql://host/db?password=secret              | &user=",
    "POSTGRESQL | jdbc:postgresql://host/db?user=ada                     | &password=",
    "SQLSERVER  | jdbc:sqlserver://host;user=ada                         | ;password=",
    "POSTGRESQL | jdbc:postgresql://one,two/db?user=ada&password=secret  | several hosts",
    "MYSQL      | jdbc:mysql:///db?user=ada&password=secret              | no host",
  })
  void whatIsMissingIsNamedAndThePasswordIsNot(ShownEngine engine, String url, String remedy) {
    assertThatThrownBy(() -> JdbcUrl.parse(engine, url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(remedy)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }

  @Test
  void theExampleFitsTheEmbeddedServerAsItIs() {
    assertThat(server(Optional.empty(), Optional.empty()).adapt(MANIFEST)).isEqualTo(MANIFEST);
  }

  @Test
  void theExampleIsAdaptedToTheUsersServer() {
    assertThat(server(Optional.of("admin"), Optional.of("verify-full")).adapt(MANIFEST))
        .contains("defaultDatabase: \"admin\"", "mode: verify-full")
        .doesNotContain("disable");
  }

  @Test
  void itsTextNeverHoldsThePassword() {
    assertThat(server(Optional.empty(), Optional.empty()).toString()).doesNotContain("secret");
  }

  @Test
  void aDatabaseOfAnyNameIsFound() {
    assertThat(JdbcUrl.of(ShownEngine.MYSQL, "::1", 3306, "a b/c")).isEqualTo("jdbc:mysql://[::1]:3306/a%20b%2Fc");
    assertThat(JdbcUrl.of(ShownEngine.SQLSERVER, "host", 1433, "a}b")).isEqualTo("jdbc:sqlserver://host:1433;databaseName={a}}b}");
  }

  private static NetworkServer server(Optional<String> database, Optional<String> tlsMode) {
    return new NetworkServer(ShownEngine.POSTGRESQL, "127.0.0.1", 5432, "postgres", "secret", database, tlsMode);
  }
}
