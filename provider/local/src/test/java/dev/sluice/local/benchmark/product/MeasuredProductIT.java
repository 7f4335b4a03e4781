package dev.sluice.local.benchmark.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.local.benchmark.product.Sessions.Look;
import dev.sluice.local.platform.Deadline;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is counted is true: sessions and statements of the provider's user, told from the benchmark's own. */
class MeasuredProductIT {
  private static final Duration LATE = Duration.ofSeconds(20);
  private static final Duration STATEMENT = Duration.ofSeconds(1);

  @ParameterizedTest
  @EnumSource(value = MeasuredEngine.class, names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
  void sessionsAndLooksOfTheProviderAreSeen(MeasuredEngine engine, @TempDir Path folder) throws Exception {
    try (MeasuredProduct product = engine.start(folder.resolve("server"))) {
      Sessions sessions = product.sessions().orElseThrow();
      try (Sessions.Observer observer = sessions.observe()) {
        countsOneSession(product, sessions, observer);
      }
      product.create(List.of("visited"));
      execute(product, "visited", "CREATE TABLE flyway_schema_history (a int)", "INSERT INTO flyway_schema_history VALUES (1)");
      // PostgreSQL counts sessions, this one too, and late.
      assertThat(Deadline.in(LATE).await(() -> visits(sessions) > 0 || engine != MeasuredEngine.POSTGRESQL)).isTrue();
      long before = visits(sessions);
      execute(product, "visited", "SELECT * FROM flyway_schema_history");
      assertThat(Deadline.in(LATE).await(() -> visits(sessions) > before)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(value = MeasuredEngine.class, names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
  void plainWorkIsDone(MeasuredEngine engine, @TempDir Path folder) throws Exception {
    try (MeasuredProduct product = engine.start(folder.resolve("server"))) {
      PlainWork plain = product.plain();

      plain.create("plainly");
      plain.alter("plainly");
      plain.files(product.applied().three().writeTo(folder.resolve("three")), "plainly");
      plain.files(product.applied().fourth().writeTo(folder.resolve("fourth")), "plainly");
      // Fails where one of the files didn't do its work.
      execute(product, "plainly", "INSERT INTO items (order_id, name) SELECT id, 'more' FROM orders WHERE total IS NULL");
      plain.drop("plainly");
      product.create(List.of("plainly", "other"));
      product.drop(List.of("plainly", "other", "never"));
      product.checkpoint();
      product.create(List.of("plainly"));
    }
  }

  private static void countsOneSession(MeasuredProduct product, Sessions sessions, Sessions.Observer observer) throws SQLException {
    assertThat(observer.look()).isEqualTo(new Look(0, Optional.empty()));
    long before = sessions.opened();
    try (Connection connection = connect(product, ""); Statement statement = connection.createStatement()) {
      String pause = product.engine() == MeasuredEngine.POSTGRESQL ? "pg_sleep" : "SLEEP";
      statement.execute("SELECT " + pause + "(" + STATEMENT.toSeconds() + ")");
      Instant ended = Instant.now();
      Look look = observer.look();
      assertThat(look.open()).isEqualTo(1);
      // Its end, not its beginning.
      assertThat(look.lastActivity().orElseThrow()).isAfter(ended.minus(STATEMENT.dividedBy(2)));
    }
    assertThat(Deadline.in(LATE).await(() -> open(observer) == 0)).isTrue();
    assertThat(Deadline.in(LATE).await(() -> sessions.opened() == before + 1)).isTrue();
  }

  private static int open(Sessions.Observer observer) {
    try {
      return observer.look().open();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long visits(Sessions sessions) {
    return sessions.visits().getOrDefault("visited", 0L);
  }

  private static void execute(MeasuredProduct product, String database, String... statements) throws SQLException {
    try (Connection connection = connect(product, database); Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** As the provider does. */
  private static Connection connect(MeasuredProduct product, String database) throws SQLException {
    Map<String, String> secret = product.access().secret().orElseThrow();
    Properties properties = new Properties();
    properties.setProperty("user", secret.get("username"));
    properties.setProperty("password", secret.get("password"));
    boolean postgreSql = product.engine() == MeasuredEngine.POSTGRESQL;
    if (!postgreSql) {
      properties.setProperty("sslMode", product.engine() == MeasuredEngine.MYSQL ? "REQUIRED" : "trust");
    }
    String place = secret.get("endpoint") + ":" + secret.get("port") + "/" + (postgreSql && database.isEmpty() ? "postgres" : database);
    return DriverManager.getConnection("jdbc:" + product.engine().word() + "://" + place, properties);
  }
}
