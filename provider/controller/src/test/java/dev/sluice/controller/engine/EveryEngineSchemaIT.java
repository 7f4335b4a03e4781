package dev.sluice.controller.engine;

import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Where structures aren't managed declaratively a Schema says so. */
@ExtendWith(TestbedExtension.class)
class EveryEngineSchemaIT {

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void whereThereAreNoneItSaysSo(Product product, Space space) {
    product.credentials(space);
    assumeTrue(!product.id().equals("PostgreSQL"), () -> "PostgreSQL has them; other tests see to that");
    space.database("db").apply().awaits("Ready=True");
    space.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Schema
        metadata: {name: %1$s, namespace: %2$s}
        spec:
          forProvider: {databaseRef: {name: %3$s}, desired: {inline: {t.sql: "CREATE TABLE t (a int);"}}}
          providerConfigRef: {kind: ProviderConfig, name: default}
        """
            .formatted(space.unique("s"), space.name(), space.unique("db")));

    var schema = space.resource(NAMESPACED, "Schema", space.unique("s")).awaits("Ready=False/NotSupported", "Stalled=True");

    assertThat(schema.status().message("Stalled")).contains("use a Migration");
    schema.delete().awaitGone();
  }
}
