package dev.sluice.local.crossplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageImageTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(strings = {"kind: A\n---\nkind: B\n", "---\nkind: A\n---\nkind: B\n---\n", "---\nkind: A\n---\nkind: B"})
  void theStreamBeginsAndEndsWithASeparator(String yaml) throws IOException {
    assertThat(content(PackageImage.of(yaml))).isEqualTo("---\nkind: A\n---\nkind: B\n---\n");
  }

  @Test
  void documentsAreJoined() throws IOException {
    assertThat(content(PackageImage.of(List.of("---\nkind: A\n", "kind: B\n---\n"))))
        .isEqualTo("---\nkind: A\n---\nkind: B\n---\n");
  }

  @Test
  void theManifestNamesTheLayerThatHoldsThePackage() throws IOException {
    PackageImage image = PackageImage.of("kind: A");
    PackageImage.Blob layer = image.blobs().getFirst();
    JsonNode manifest = JSON.readTree(image.manifest().content());
    JsonNode config = JSON.readTree(image.blobs().getLast().content());

    assertThat(manifest.at("/layers/0/digest").asText()).isEqualTo(layer.digest()).startsWith("sha256:").hasSize(71);
    assertThat(manifest.at("/layers/0/size").asInt()).isEqualTo(layer.content().length);
    assertThat(manifest.at("/layers/0/annotations/io.crossplane.xpkg").asText()).isEqualTo("base");
    assertThat(manifest.at("/config/digest").asText()).isEqualTo(image.blobs().getLast().digest());
    assertThat(config.path("config").path("Labels").path("io.crossplane.xpkg:" + layer.digest()).asText()).isEqualTo("base");
  }

  @Test
  void theSamePackageIsTheSameImage() {
    assertThat(PackageImage.of("kind: A").manifest().digest()).isEqualTo(PackageImage.of("kind: A\n").manifest().digest());
    assertThat(PackageImage.of("kind: A").manifest().digest()).isNotEqualTo(PackageImage.of("kind: B").manifest().digest());
  }

  private static String content(PackageImage image) throws IOException {
    try (var tar = new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(image.blobs().getFirst().content())))) {
      assertThat(tar.getNextEntry().getName()).isEqualTo("package.yaml");
      String content = new String(tar.readAllBytes(), UTF_8);
      assertThat(tar.getNextEntry()).isNull();
      return content;
    }
  }
}
