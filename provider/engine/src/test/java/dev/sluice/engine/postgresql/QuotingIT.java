package dev.sluice.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.engine.EngineException;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever goes in as a name or a text comes out of the server as the same. */
class QuotingIT {
  private static EmbeddedPostgreSql server;
  private static Connection connection;

  @BeforeContainer
  static void start() throws SQLException {
    server = EmbeddedPostgreSql.builder(18).withoutFsync().start();
    connection = server.connect("postgres");
  }

  @AfterContainer
  static void stop() throws SQLException {
    connection.close();
    server.close();
  }

  @Property(tries = 500)
  void anIdentifierIsOneNameAndThatOne(@ForAll("names") String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT 1 AS " + Quoting.identifier(name))) {
      assertThat(row.getMetaData().getColumnName(1)).isEqualTo(name);
    }
  }

  @Property(tries = 100)
  void aRoleOfAnyNameIsMadeAndFoundAgain(@ForAll("names") String name) throws SQLException {
    String role = "r" + cut(name, 62);
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE " + Quoting.identifier(role));
      try (ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_roles WHERE rolname = " + Quoting.literal(role))) {
        row.next();
        assertThat(row.getInt(1)).isOne();
      }
      statement.execute("DROP ROLE " + Quoting.identifier(role));
    }
  }

  @Property(tries = 500)
  void aLiteralIsThatTextWhateverTheServerTakesBackslashesFor(@ForAll("texts") String text, @ForAll boolean conforming) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET standard_conforming_strings = " + conforming);
      try (ResultSet row = statement.executeQuery("SELECT " + Quoting.literal(text))) {
        row.next();
        assertThat(row.getString(1)).isEqualTo(text);
      }
    }
  }

  @Property(tries = 100)
  void whatPostgreSqlWouldCutOffIsRefused(@ForAll("texts") String text) {
    String tooLong = text + "é".repeat(32);
    assertThatThrownBy(() -> Quoting.identifier(tooLong)).isInstanceOf(EngineException.class).hasMessageContaining("bytes");
  }

  @Property(tries = 50)
  void whatIsNoTextIsRefused(@ForAll("texts") String text) {
    for (String bad : new String[] {text + "\0", "\0" + text, text + "\uD800", "\uDC00" + text}) {
      assertThatThrownBy(() -> Quoting.identifier(bad)).isInstanceOf(EngineException.class);
      assertThatThrownBy(() -> Quoting.literal(bad)).isInstanceOf(EngineException.class);
    }
  }

  @Provide
  Arbitrary<String> names() {
    return texts().map(text -> cut(text, 63)).filter(text -> !text.isEmpty());
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.oneOf(
            Arbitraries.of("\"", "'", "\\", "\"\"", "$$", ";", "--", "/*", "*/", "%", "_", "?", "{", "}", ":", " ", "\n", "\t", "E'", "U&\"", "\u0001"),
            Arbitraries.strings().alpha().ofMaxLength(5),
            Arbitraries.of("é", "数据", "😀", "\u202e", "\u00a0", "İ"));
    return pieces.list().ofMaxSize(20).map(list -> String.join("", list));
  }

  private static String cut(String text, int bytes) {
    int end = text.length();
    while (text.substring(0, end).getBytes(StandardCharsets.UTF_8).length > bytes) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end);
  }
}
