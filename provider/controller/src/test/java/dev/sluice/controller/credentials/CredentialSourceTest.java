package dev.sluice.controller.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.config.ProviderConfigSpec.Credentials;
import dev.sluice.api.config.ProviderConfigSpec.Environment;
import dev.sluice.api.config.ProviderConfigSpec.Filesystem;
import dev.sluice.controller.credentials.CredentialSource.LocalSources;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the provider's own surroundings a ProviderConfig may read. */
class CredentialSourceTest {
  private static final ObjectKey CONFIG = new ObjectKey("ProviderConfig.db.m.sluice.dev", Optional.of("shop"), "default");
  private static final Map<String, String> VARIABLES = Map.of("DB_SHOP_PASSWORD", "p", "PATH", "/bin");

  @TempDir Path folder;

  @Test
  void variablesBelowAnAllowedPrefix() {
    var source = new CredentialSource(new LocalSources(List.of("DB_"), List.of(), List.of()), VARIABLES::get);
    assertThat(source.open(CONFIG, environment("DB_SHOP_")).apply("password")).contains("p");
    assertThat(source.open(CONFIG, environment("DB_SHOP_")).apply("username")).isEmpty();
    assertThatThrownBy(() -> source.open(CONFIG, environment("PA"))).isInstanceOf(EngineException.class).hasMessageContaining("--credentials-env-prefix");
    assertThatThrownBy(() -> source.open(CONFIG, environment("D"))).isInstanceOf(EngineException.class);
  }

  @Test
  void nothingUnlessTheProviderWasToldSo() {
    var source = new CredentialSource(new LocalSources(List.of(), List.of(), List.of()), VARIABLES::get);
    assertThatThrownBy(() -> source.open(CONFIG, environment("DB_SHOP_"))).isInstanceOf(EngineException.class);
    assertThatThrownBy(() -> source.open(CONFIG, files(folder)).apply("password")).isInstanceOf(EngineException.class);
  }

  @Test
  void filesBelowAnAllowedFolder() throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("shop")).resolve("password"), "p\n");
    var source = new CredentialSource(new LocalSources(List.of(), List.of(folder), List.of()), VARIABLES::get);
    assertThat(source.open(CONFIG, files(folder.resolve("shop"))).apply("password")).contains("p");
    assertThat(source.open(CONFIG, files(folder.resolve("shop"))).apply("username")).isEmpty();
  }

  @Test
  void noWayLeadsOut() throws IOException {
    var allowed = Files.createDirectories(folder.resolve("allowed"));
    Files.writeString(folder.resolve("secret"), "s");
    Files.createSymbolicLink(allowed.resolve("link"), folder.resolve("secret"));
    Files.createDirectories(folder.resolve("allowed-too"));
    Files.writeString(folder.resolve("allowed-too/secret"), "s");
    var source = new CredentialSource(new LocalSources(List.of(), List.of(allowed), List.of()), VARIABLES::get);
    for (var key : List.of("link", "../secret", folder.resolve("secret").toString(), "../allowed-too/secret")) {
      assertThatThrownBy(() -> source.open(CONFIG, files(allowed)).apply(key)).as(key).isInstanceOf(EngineException.class).hasMessageContaining("--credentials-folder");
    }
  }

  @Test
  void whetherAFileExistsElsewhereIsNotTold() throws IOException {
    Files.writeString(folder.resolve("there"), "s");
    var source = new CredentialSource(new LocalSources(List.of(), List.of(folder.resolve("allowed")), List.of()), VARIABLES::get);
    var there = source.open(CONFIG, files(folder));
    assertThatThrownBy(() -> there.apply("there")).isInstanceOf(EngineException.class).hasMessageContaining("is not below");
    assertThatThrownBy(() -> there.apply("absent")).isInstanceOf(EngineException.class).hasMessageContaining("is not below");
  }

  private static Credentials environment(String prefix) {
    return new Credentials("Environment", null, new Environment(prefix), null, null, null, null);
  }

  private static Credentials files(Path path) {
    return new Credentials("Filesystem", null, null, new Filesystem(path.toString()), null, null, null);
  }
}
