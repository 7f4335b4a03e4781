package dev.sluice.engine.sqlite;

import static dev.sluice.engine.sqlite.Volume.design;
import static dev.sluice.engine.sqlite.Volume.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Engines;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteServerIT {
  @TempDir private Path folder;

  @Test
  void tellsItsVersion() {
    try (var server = new Volume(folder).open()) {
      assertThat(server.facts().version()).matches("3\\.\\d+\\.\\d+");
    }
    assertThat(folder).isEmptyDirectory();
    assertThat(Engines.load().named("SQLite").orElseThrow().defaultPort()).isEmpty();
  }

  @Test
  void aFileHasNoRoles() {
    try (var server = new Volume(folder).open()) {
      var failure = failureOf(server::roles);
      assertThat(failure.reason()).isEqualTo(Reasons.NOT_SUPPORTED);
      assertThat(failure.message()).startsWith("SQLite has no roles").contains("Delete this resource");
    }
  }

  @Test
  void aLoginIsRefused() {
    var login = new Server.Login("localhost", 1, "user", new Password("secret"));
    var server =
        new Server(Optional.of(login), Optional.empty(), Tls.DISABLED, Volume.IMPATIENT, 4, Map.of("directory", folder.toString()), List.of(folder));
    var failure = failureOf(() -> Engines.load().named("SQLite").orElseThrow().open(server));
    assertThat(failure.reason()).isEqualTo(Reasons.INVALID_SERVER);
    assertThat(failure.message()).contains("spec.credentials").contains("spec.sqlite.directory").doesNotContain("secret");
  }

  @Test
  void theFolderMustBeNamedAndNothingElse() {
    assertThat(invalid(Map.of())).contains("no spec.sqlite.directory");
    assertThat(invalid(Map.of("directory", 7))).contains("no spec.sqlite.directory");
    assertThat(invalid(Map.of("directory", "data"))).contains("write it from the root");
    assertThat(invalid(Map.of("directory", "/data\0"))).contains("can't be a path");
    assertThat(invalid(Map.of("directory", "/data", "file", "x"))).contains("spec.sqlite.file isn't a field");
  }

  @Test
  void theFolderMustBeAllowed() throws Exception {
    var inside = Files.createDirectory(folder.resolve("inside"));
    var outside = Files.createDirectory(folder.resolve("outside"));
    Files.createSymbolicLink(inside.resolve("out"), outside);
    Files.createSymbolicLink(folder.resolve("volume"), inside);
    for (var directory : new Path[] {outside, inside.resolve("out"), inside.resolve("..").resolve("outside"), folder.resolve("inside2")}) {
      var failure = failureOf(() -> facts(directory, List.of(inside)));
      assertThat(failure).isInstanceOf(Failure.MissingRight.class);
      assertThat(failure.message()).as(directory.toString()).contains("lies below no folder that the operator allows").contains("--data-folder");
    }
    assertThat(failureOf(() -> facts(inside, List.of())).message()).contains("--data-folder");
    assertThat(facts(inside, List.of(inside))).isNotEmpty();
    assertThat(facts(inside, List.of(folder.resolve("volume")))).isNotEmpty();
    assertThat(facts(folder.resolve("volume"), List.of(inside))).isNotEmpty();
  }

  @Test
  void aFolderThatIsNotThereYetIsAwaited() {
    var failure = failureOf(() -> facts(folder.resolve("later"), List.of(folder)));
    assertThat(failure).isInstanceOf(Failure.Transient.class);
    assertThat(failure.reason()).isEqualTo(Reasons.UNREACHABLE);
    assertThat(failure.message()).contains("doesn't exist; mount its volume");
  }

  @Test
  void aFileIsNoFolder() throws Exception {
    var file = Files.createFile(folder.resolve("file"));
    assertThat(failureOf(() -> facts(file, List.of(folder))).message()).contains("is a file");
  }

  @Test
  void tellsItsUsersWhereTheFileIs() {
    var odd = folder.resolve("a b?c#d%e");
    assertThat(odd.toFile().mkdir()).isTrue();
    try (var server = Volume.open(Map.of("directory", odd.toString()), List.of(folder))) {
      server.databases().create(design("orders"));
      server.databases().create(design("stock", "path", "shop/stock.sqlite"));
      var details = server.connectionDetails("orders");
      assertThat(details).containsOnlyKeys("database", "jdbcUrl", "uri").containsEntry("database", "orders");
      assertThat(details.get("uri")).isEqualTo("file:" + folder + "/a%20b%3Fc%23d%25e/orders.db");
      assertThat(details.get("jdbcUrl")).isEqualTo("jdbc:sqlite:" + details.get("uri"));
      assertThat(server.connectionDetails("stock").get("uri")).endsWith("/shop/stock.sqlite");
    }
    try (var server = new Volume(folder).open()) {
      assertThat(server.connectionDetails("orders").get("jdbcUrl")).isEqualTo("jdbc:sqlite:" + folder + "/orders.db");
    }
  }

  private static String facts(Path directory, List<Path> allowed) {
    try (var server = Volume.open(Map.of("directory", directory.toString()), allowed)) {
      return server.facts().version();
    }
  }

  private String invalid(Map<String, Object> options) {
    var failure = failureOf(() -> Volume.open(options, List.of(folder)));
    assertThat(failure.reason()).isEqualTo(Reasons.INVALID_SERVER);
    return failure.message();
  }
}
