package dev.sluice.controller.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quickstart as a program, in a folder that looks like the repository: what it shows, and how it ends. */
@Timeout(300)
class QuickstartIT {
  private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final List<String> TOOLS = List.of("sh", "dirname", "readlink", "find", "sort", "cat", "head", "mkdir", "rm", "date", "ls", "grep");

  @TempDir private Path root;

  private record Ended(int code, String output) {}

  @BeforeEach
  void lookLikeTheRepository() throws IOException {
    Files.createSymbolicLink(root.resolve("package"), REPOSITORY.resolve("package"));
    Files.createSymbolicLink(root.resolve("provider"), REPOSITORY.resolve("provider"));
    copy(REPOSITORY.resolve("examples"), root.resolve("examples"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "PostgreSQL"})
  void twoReleasesGetReady(String engine) throws Exception {
    var ended = quickstart("--once", "--engine", engine);

    assertThat(ended.output).containsSubsequence("Kubernetes API: https://", "CRDs installed", "Provider ready", "1-release.yaml", "All Ready.", "2-release.yaml", "All Ready.");
    assertThat(ended.output).contains("database.db.m.sluice.dev/orders", "migration.db.m.sluice.dev/orders").doesNotContain("Not Ready").doesNotContain("\tat ");
    if (engine.equals("PostgreSQL")) {
      assertThat(ended.output).containsSubsequence("role.db.m.sluice.dev/orders-app", "with Secret orders-app", "Grace", "CREATE TABLE more", "permission denied");
    }
    assertThat(ended.code).isZero();
  }

  @Test
  void aReleaseThatCantGetReadyEndsItWithOneAndSaysWhy() throws Exception {
    var release = root.resolve("examples/engines/sqlite/1-release.yaml");
    var broken = Files.readString(release).replaceFirst("CREATE TABLE (\\w+)", "CREATE TABEL $1");
    assertThat(broken).contains("TABEL");
    Files.writeString(release, broken);

    var ended = quickstart("--once", "--engine=sqlite");

    assertThat(ended.code).isEqualTo(1);
    assertThat(ended.output).containsSubsequence("Not Ready:", "Migration orders", "Stalled=True", "near \"TABEL\"", "The provider's log: ").doesNotContain("2-release.yaml");
  }

  @Test
  @EnabledIf(value = "dev.sluice.local.binary.GoBuild#isPossible", disabledReason = "what runs pods is built from Go modules, and there is no Go")
  void newPodsWaitForTheirMigration() throws Exception {
    var ended = quickstart("--once", "--gate");

    assertThat(ended.output)
        .containsSubsequence("1-application.yaml", "orders:1.1.0", "Running", "Rolled out", "2-release.yaml", "orders:1.1.0", "orders:1.2.0", "sluice.dev/migrated", "Pending", "orders:1.2.0", "Running", "Rolled out")
        .doesNotContain("\tat ");
    assertThat(ended.code).isZero();
  }

  @Test
  void theGateIsShownOnWhatIsEmbedded() throws Exception {
    var ended = quickstart("--once", "--gate", "--engine", "sqlite");

    assertThat(ended.code).isEqualTo(1);
    assertThat(ended.output).contains("quickstart: --gate shows PostgreSQL on the embedded cluster");
  }

  @Test
  void anEngineThatNobodyKnowsIsNamed() throws Exception {
    var ended = quickstart("--once", "--engine", "oracle");

    assertThat(ended.code).isEqualTo(2);
    assertThat(ended.output).contains("--engine", "'oracle'", "SQLITE", "MARIADB").doesNotContain("\tat ");
  }

  @Test
  void whatCantBeStartedHereIsSaidWithItsRemedy() throws Exception {
    var ended = quickstart("--once", "--engine", "sqlserver");

    assertThat(ended.code).isEqualTo(1);
    assertThat(ended.output).contains("quickstart: SQL Server can't be started here", "--jdbc-url").doesNotContain("\tat ");
  }

  @Test
  void aClusterThatIsNotThereIsSaid() throws Exception {
    var ended = quickstart("--once", "--engine", "sqlite", "--kubeconfig", "nowhere");

    assertThat(ended.code).isEqualTo(1);
    assertThat(ended.output).contains("quickstart: --kubeconfig nowhere can't be read").doesNotContain("\tat ");
  }

  @Test
  void withoutMavenTheScriptSaysWhatToInstall() throws Exception {
    var ended = script(tools(TOOLS, "awk"), System.getProperty("java.home"));

    assertThat(ended.output.strip()).isEqualTo("quickstart: Maven is missing: install Maven 3.8 or newer (https://maven.apache.org/install.html)");
    assertThat(ended.code).isEqualTo(1);
  }

  /** Folders where JDKs usually are can't be hidden from it; an awk that reads no version hides what is in them. */
  @Test
  void withoutAJdkTheScriptSaysWhatToInstall() throws Exception {
    var tools = tools(TOOLS);
    Files.createSymbolicLink(tools.resolve("awk"), program("false"));

    var ended = script(tools, "");

    assertThat(ended.output.strip()).isEqualTo("quickstart: JDK 25 is missing: install JDK 25 or newer (https://adoptium.net) or let JAVA_HOME name it");
    assertThat(ended.code).isEqualTo(1);
  }

  private Ended quickstart(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
        "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), "dev.sluice.local.quickstart.Quickstart", "--root", root.toString()));
    command.addAll(List.of(arguments));
    return run(new ProcessBuilder(command));
  }

  /** In a folder in which nothing was built yet. */
  private Ended script(Path tools, String javaHome) throws Exception {
    Files.delete(root.resolve("provider"));
    for (var part : List.of("provider", "apis")) {
      Files.createDirectories(root.resolve(part));
    }
    Files.writeString(root.resolve("pom.xml"), "");
    Files.copy(REPOSITORY.resolve("quickstart"), root.resolve("quickstart"));
    var process = new ProcessBuilder(tools.resolve("sh").toString(), root.resolve("quickstart").toString(), "--once");
    process.environment().clear();
    process.environment().put("PATH", tools.toString());
    process.environment().put("HOME", root.toString());
    process.environment().put("JAVA_HOME", javaHome);
    return run(process);
  }

  private Ended run(ProcessBuilder builder) throws Exception {
    var output = root.resolve("output");
    var process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).as(() -> read(output)).isTrue();
      return new Ended(process.exitValue(), read(output));
    } finally {
      process.destroyForcibly();
    }
  }

  private Path tools(List<String> names, String... others) throws IOException {
    var folder = Files.createDirectory(root.resolve("tools"));
    var all = new ArrayList<>(names);
    all.addAll(List.of(others));
    for (var name : all) {
      Files.createSymbolicLink(folder.resolve(name), program(name));
    }
    return folder;
  }

  private static Path program(String name) {
    return List.of("/usr/bin", "/bin").stream().map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst().orElseThrow();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      for (var one : all.toList()) {
        Files.copy(one, to.resolve(from.relativize(one).toString()));
      }
    }
  }
}
