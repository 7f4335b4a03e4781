package dev.sluice.local.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.api.Test;

class MigrationFilesTest {
  @Test
  void theManifestHoldsTheFilesToTheLetter() throws Exception {
    MigrationFiles files = MigrationFiles.three().withFourth();

    JsonNode inline = new YAMLMapper()
        .readTree(new Manifests("here").migration("m", "d", files))
        .at("/spec/forProvider/source/inline");

    assertThat(inline.size()).isEqualTo(4);
    files.byName().forEach((name, sql) -> assertThat(inline.get(name).asText()).isEqualTo(sql));
  }
}
