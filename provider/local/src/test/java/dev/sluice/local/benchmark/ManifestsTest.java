package dev.sluice.local.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.local.benchmark.product.Access;
import dev.sluice.local.benchmark.product.MeasuredEngine;
import dev.sluice.local.benchmark.product.MeasuredProduct;
import dev.sluice.local.benchmark.product.MigrationFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestsTest {
  private final Manifests manifests = new Manifests("here");

  @Test
  void aMigrationHoldsTheFilesToTheLetter() throws Exception {
    MigrationFiles files = new MigrationFiles(new TreeMap<>(Map.of("V1__a.sql", "SELECT 1;\n\nSELECT ': #';\n", "V2__b.sql", "SELECT 2;\n")));

    JsonNode inline = parsed(manifests.migration("m", "d", files)).at("/spec/forProvider/source/inline");

    assertThat(inline.size()).isEqualTo(2);
    files.byName().forEach((name, sql) -> assertThat(inline.get(name).asText()).isEqualTo(sql));
  }

  @Test
  void aDatabaseHasWhatTheEngineWantsBesideItsDeletion() throws Exception {
    JsonNode plain = parsed(manifests.database("d", "")).at("/spec/forProvider");
    JsonNode more = parsed(manifests.database("d", "mysql:\n  collation: utf8mb4_bin\n")).at("/spec/forProvider");

    assertThat(plain).isEqualTo(new YAMLMapper().readTree("{deletion: IfEmpty}"));
    assertThat(more).isEqualTo(new YAMLMapper().readTree("{deletion: IfEmpty, mysql: {collation: utf8mb4_bin}}"));
  }

  @Test
  void aFolderNeedsNoSecretAndIsNamedToTheProviderAndInItsConfig(@TempDir Path folder) throws Exception {
    try (MeasuredProduct sqlite = MeasuredEngine.SQLITE.start(folder.resolve("it's: here"))) {
      Access access = sqlite.access();
      JsonNode spec = parsed(manifests.providerConfig(access.config())).at("/spec");

      assertThat(access.secret()).isEmpty();
      assertThat(spec.path("engine").asText()).isEqualTo("SQLite");
      assertThat(access.flags()).containsExactly("--data-folder=" + spec.at("/sqlite/directory").asText());
      assertThat(Path.of(spec.at("/sqlite/directory").asText())).isDirectory();
    }
  }

  private static JsonNode parsed(String yaml) throws Exception {
    return new YAMLMapper().readTree(yaml);
  }
}
