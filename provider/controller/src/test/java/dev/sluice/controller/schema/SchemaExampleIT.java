package dev.sluice.controller.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What examples/schema.yaml shows, in a namespace of this test's. */
@ExtendWith(TestbedExtension.class)
class SchemaExampleIT {
  private static final Path EXAMPLE = Path.of("../../examples/schema.yaml");

  @Test
  void theExampleWorks(Space space, @PostgreSql EmbeddedPostgreSql server) throws IOException {
    var scene = SchemaScene.of(space, server);
    var text = Files.readString(EXAMPLE).replace("namespace: shop", "namespace: " + space.name());
    space.apply(text.replaceFirst("databaseRef:\\s+name: catalog", "database: " + scene.database().name()));

    space.resource(Flavour.NAMESPACED, "Schema", "catalog").awaits("Ready=True/Available", "Synced=True", "!Reconciling", "!Stalled");

    assertThat(scene.database().has("public.cheap")).isTrue();
    assertThat(scene.database().has("public.product_name")).isTrue();
  }
}
