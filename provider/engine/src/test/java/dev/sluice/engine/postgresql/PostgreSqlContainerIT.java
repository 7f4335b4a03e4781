package dev.sluice.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Password;
import dev.sluice.engine.Server;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import dev.sluice.engine.database.DropPolicy;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The majors in between, and an image as people run it; where there is Docker. */
class PostgreSqlContainerIT {

  @ParameterizedTest
  @ValueSource(strings = {"postgres:15-alpine", "postgres:16-alpine", "postgres:17-alpine"})
  void aDatabaseIsMadeSeenAndDropped(String image) {
    assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker here: " + image + " isn't tried");
    try (PostgreSQLContainer container = new PostgreSQLContainer(image)) {
      container.start();
      Server server =
          new Server(
              new Server.Login(
                  container.getHost(), container.getFirstMappedPort(), container.getUsername(), new Password(container.getPassword())),
              Optional.empty(), Tls.DISABLED, Timeouts.DEFAULT, 5);
      try (DatabaseServer handle = new PostgreSqlEngine().open(server)) {
        Design design = Design.of("orders").option("localeProvider", "icu").option("icuLocale", "en_US").extension("hstore", null, null);
        handle.databases().create(design.design());
        assertThat(handle.databases().observe(design.design()).orElseThrow().changes()).isEmpty();
        assertThat(handle.databases().observe(design.design()).orElseThrow().unalterable()).isEmpty();
        assertThat(handle.databases().drop(design.design(), DropPolicy.IF_EMPTY)).isEmpty();
      }
    }
  }
}
