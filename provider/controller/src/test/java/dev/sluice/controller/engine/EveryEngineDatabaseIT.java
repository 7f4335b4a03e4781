package dev.sluice.controller.engine;

import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** The same Database, whatever the product. */
@ExtendWith(TestbedExtension.class)
class EveryEngineDatabaseIT {
  /** Whose databases have owners. */
  private static final Set<String> OWNED = Set.of("PostgreSQL", "SQLServer");

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void itIsMadeAndShownAndItsPlaceWritten(Product product, Space space) {
    product.credentials(space);
    var name = space.unique("a");

    var database = space.database("a").connectionSecret("a-db").apply().awaits("Ready=True/Available", "Synced=True");

    assertThat(product.has(space, name)).isTrue();
    assertThat(database.observed("engine")).isEqualTo(product.id());
    assertThat(database.observed("database")).isEqualTo(name);
    assertThat(database.observed("provenance")).isEqualTo("Created");
    assertThat(space.resource(NAMESPACED, "ProviderConfig", "default").awaits("Ready=True").observedStatus("serverVersion").toString()).matches("\\d+\\..*");
    var secret = space.secret("a-db").getData();
    assertThat(decoded(secret, "database")).isEqualTo(name);
    assertThat(decoded(secret, "jdbcUrl")).startsWith("jdbc:" + product.id().toLowerCase(java.util.Locale.ROOT)).contains(name);
    assertThat(secret).doesNotContainKeys("username", "password");
  }

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void whatCanBeAlteredIs(Product product, Space space) {
    product.credentials(space);
    var first = space.database("a").forProvider(product.alterable().getFirst()).apply().awaits("Ready=True");
    var before = first.get().getMetadata().getGeneration();

    var second = space.database("a").forProvider(product.alterable().getLast()).apply().awaits("Ready=True/Available");

    assertThat(second.get().getMetadata().getGeneration()).isGreaterThan(before);
    await().until(() -> space.events().stream().anyMatch(e -> e.getReason().equals("UpdatedExternalResource")));
    assertThat(space.events().stream().filter(e -> e.getReason().equals("CreatedExternalResource"))).hasSize(1);
  }

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void theSectionOfAnotherEngineIsRefused(Product product, Space space) {
    product.credentials(space);

    var database = space.database("a").forProvider(product.foreign()).apply().awaits("Ready=False/InvalidSpec", "Stalled=True/InvalidSpec");

    assertThat(database.status().message("Stalled")).contains(product.id()).contains("remove");
    assertThat(product.has(space, space.unique("a"))).isFalse();
  }

  /** Whether or not the Role that is referred to is ever there. */
  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void anOwnerIsWaitedForOrRefusedAtOnceHoweverItIsNamed(Product product, Space space) {
    product.credentials(space);
    var fields = Map.of("a", "owner: nobody", "b", "ownerRef: {name: nobody}", "c", "ownerSelector: {matchLabels: {app: nobody}}");
    fields.forEach((part, field) -> {
      var database = space.database(part).forProvider(field).apply();
      if (OWNED.contains(product.id())) {
        database.awaits(part.equals("a") ? "Ready=False/OwnerMissing" : "Ready=False/WaitingForReference", "Synced=False/ReconcileError");
      } else {
        database.awaits("Ready=False/InvalidSpec", "Stalled=True/InvalidSpec", "Synced=False/ReconcileError", "!Reconciling");
        assertThat(database.status().message("Stalled")).contains("spec.forProvider." + field.substring(0, field.indexOf(':')) + " ").contains("remove it");
      }
      assertThat(product.has(space, space.unique(part))).isFalse();
      database.delete().awaitGone();
    });
  }

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void twoResourcesDoNotShareOne(Product product, Space space) {
    product.credentials(space);
    space.database("a").apply().awaits("Ready=True");

    var second = space.database("b").externalName(space.unique("a")).apply().awaits("Ready=False/Conflict", "Stalled=True/Conflict");

    assertThat(second.status().message("Stalled")).contains(space.name() + "/" + space.unique("a"));
    second.delete().awaitGone();
    assertThat(product.has(space, space.unique("a"))).isTrue();
  }

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void oneWithTablesStaysAndSaysWhich(Product product, Space space) {
    product.credentials(space);
    var database = space.database("a").apply().awaits("Ready=True");
    product.run(space, space.unique("a"), "CREATE TABLE orders (id int)");

    database.delete().awaits("Ready=False/DeletionBlocked", "Stalled=True/DeletionBlocked");
    assertThat(database.status().message("Ready")).contains("orders").contains("Always");

    product.run(space, space.unique("a"), "DROP TABLE orders");
    database.awaitGone();
    assertThat(product.has(space, space.unique("a"))).isFalse();
  }

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void alwaysDropsWhatItMadeWithAllItHolds(Product product, Space space) {
    product.credentials(space);
    var database = space.database("a").forProvider("deletion: Always").apply().awaits("Ready=True");
    product.run(space, space.unique("a"), "CREATE TABLE orders (id int)");

    database.delete().awaitGone();

    assertThat(product.has(space, space.unique("a"))).isFalse();
  }

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void alwaysLeavesWhatItFoundUnlessToldSo(Product product, Space space) {
    product.credentials(space);
    product.make(space, space.unique("a"));
    product.run(space, space.unique("a"), "CREATE TABLE orders (id int)");
    var database = space.database("a").forProvider("deletion: Always").apply().awaits("Ready=True");
    assertThat(database.observed("provenance")).isEqualTo("Adopted");

    database.delete().awaits("Ready=False/DeletionBlocked", "Stalled=True");
    assertThat(database.status().message("Ready")).contains("AlwaysEvenAdopted");
    assertThat(product.column(space, space.unique("a"), "SELECT count(*) FROM orders")).containsExactly("0");

    database.merge("{\"spec\":{\"forProvider\":{\"deletion\":\"AlwaysEvenAdopted\"}}}").awaitGone();
    assertThat(product.has(space, space.unique("a"))).isFalse();
  }

  private static String decoded(Map<String, String> data, String key) {
    return new String(Base64.getDecoder().decode(data.get(key)), StandardCharsets.UTF_8);
  }
}
