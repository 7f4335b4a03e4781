package dev.sluice.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.migration.LiveMigration;
import dev.sluice.controller.migration.MigrationManifest;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.mariadb.EmbeddedMariaDb;
import dev.sluice.local.mysql.EmbeddedMySql;
import dev.sluice.local.mysqlfamily.EmbeddedServer;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The server restarts in the middle of a migration. On PostgreSQL: {@code MigrationTransientIT}. */
@ExtendWith(TestbedExtension.class)
class ServerGoneIT {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final String BUSY = "SELECT id FROM information_schema.processlist WHERE command = 'Query' AND info LIKE '%SLEEP(5)%' AND id <> CONNECTION_ID()";

  static Stream<Arguments> servers() {
    Function<EmbeddedServer, Product> mySql = EveryEngine::mySql;
    Function<EmbeddedServer, Product> mariaDb = EveryEngine::mariaDb;
    return Stream.of(
        Arguments.of(Named.of("MySQL", EmbeddedMySql.builder()), mySql), Arguments.of(Named.of("MariaDB", EmbeddedMariaDb.builder()), mariaDb));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void theMigrationGoesOnByItself(EmbeddedServer.Builder builder, Function<EmbeddedServer, Product> of, Space space) {
    try (var server = builder.withoutFsync().start()) {
      var product = of.apply(server);
      var database = space.name() + "_db";
      product.credentials(space);
      product.make(space, database);
      space.apply(
          MigrationManifest.in(space.name(), "m").database(database)
              .file("V1__a.sql", "CREATE TABLE a (n int);")
              .file("V2__b.sql", "INSERT INTO a SELECT 1 FROM DUAL WHERE SLEEP(5) = 0;\nINSERT INTO a VALUES (2);")
              .text());
      var migration = new LiveMigration(space.client(), space.name(), "m");
      await().atMost(LONG).until(() -> !product.column(space, "", BUSY).isEmpty());

      server.stop();
      migration.awaitsWithin(LONG, "Ready=False", "Reconciling=True", "!Stalled");
      migration.awaitsWithin(LONG, "Ready=False/Unreachable", "!Stalled");
      server.startAgain();

      migration.awaitsWithin(LONG, "Ready=True/UpToDate", "!Reconciling");
      assertThat(product.column(space, database, "SELECT n FROM a ORDER BY n")).containsExactly("1", "2");
      assertThat(product.column(space, database, "SELECT version FROM flyway_schema_history ORDER BY installed_rank")).containsExactly("1", "2");
    }
  }
}
