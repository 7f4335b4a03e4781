package dev.sluice.local.quickstart;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.controlplane.Kubectl;
import dev.sluice.local.provider.ProviderProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the user sees: CRDs and provider installed, each file of the example applied, its resources getting Ready, the
 * rows that the migrations made.
 */
final class Demonstration implements AutoCloseable {
  private static final String NAMESPACE = "shop";
  private static final String DATABASE = "orders";
  private static final Duration PROVIDER_START = Duration.ofSeconds(60);
  private static final Duration READY = Duration.ofSeconds(120);

  private final Path home;
  private final Environment environment;
  private final Kubectl kubectl;
  private final Steps steps;
  private Optional<ProviderProcess> provider = Optional.empty();

  Demonstration(Path home, Environment environment, Steps steps) {
    this.home = requireNonNull(home, "home is null");
    this.environment = requireNonNull(environment, "environment is null");
    this.steps = requireNonNull(steps, "steps is null");
    this.kubectl = environment.kubectl();
  }

  /** True if every resource became Ready. The provider runs on until {@link #close}. */
  boolean run() {
    installCrds();
    startProvider();
    Optional<String> secret = environment.server().secretManifest(NAMESPACE);
    kubectl.runWithInput(namespace() + secret.map(text -> "---\n" + text).orElse(""), "apply", "-f", "-").orThrow();
    steps.say(
        "Namespace " + NAMESPACE + secret.map(text -> " and Secret " + environment.server().engine().secret() + " (the server's administrator) are there").orElse(" is there"));
    for (Path release : releases()) {
      if (!release(release)) {
        return false;
      }
    }
    Application.of(kubectl, NAMESPACE, environment.server(), DATABASE).ifPresent(application -> {
      steps.say("What the application reads, with Secret " + Application.SECRET + ":");
      steps.show(application.rows());
      steps.say("And what it may not do:");
      steps.show(application.refusal());
    });
    return true;
  }

  /** True if the application's versions rolled out, each behind its migration. */
  boolean gate() {
    return Gate.in(environment.controlPlane().orElseThrow(), home, NAMESPACE, steps).run();
  }

  @Override
  public void close() {
    provider.ifPresent(ProviderProcess::close);
  }

  private void installCrds() {
    String crds = home.resolve("package/crds").toString();
    kubectl.run("apply", "-f", crds).orThrow();
    kubectl.run("wait", "--for=condition=Established", "--timeout=60s", "-f", crds).orThrow();
    steps.say("CRDs installed: kubectl apply -f package/crds");
  }

  private void startProvider() {
    String classPath = home.resolve("provider/controller/target/dist/lib") + "/*";
    ProviderProcess started = ProviderProcess.builder(classPath, kubectl.kubeconfig())
        .workFolder(home.resolve(".quickstart/run/provider"))
        // For a process of a minute, starting fast counts more than running fast.
        .jvmFlags("-XX:TieredStopAtLevel=1")
        .arguments(environment.server().providerFlags().toArray(String[]::new))
        .start();
    provider = Optional.of(started);
    started.awaitReady(PROVIDER_START);
    steps.say("Provider ready; its log: " + home.relativize(started.log()));
  }

  private boolean release(Path file) {
    steps.say("kubectl apply -f " + home.relativize(file));
    kubectl.runWithInput(environment.server().adapt(read(file)), "apply", "-f", "-").orThrow();
    List<ManagedResources.Resource> failed = new ManagedResources(kubectl, NAMESPACE).awaitReady(READY, this::providerEnded, table -> {
      steps.say("kubectl get managed -A");
      steps.show(table);
    });
    if (!failed.isEmpty()) {
      steps.say(providerEnded() ? "The provider ended by itself. Not Ready:" : "Not Ready:");
      failed.forEach(resource -> steps.show(resource.name() + ": "
          + (resource.conditions().isEmpty() ? "not seen by the provider yet" : resource.conditions())));
      provider.ifPresent(running -> steps.say("The provider's log: " + home.relativize(running.log())));
      return false;
    }
    steps.say("All Ready. What the migrations made in database " + DATABASE + ":");
    steps.show(rows());
    return true;
  }

  private String rows() {
    try (Connection connection = environment.server().connect(DATABASE)) {
      return new TableRows(connection, environment.server().engine()).text();
    } catch (SQLException e) {
      throw new IllegalStateException("database " + DATABASE + " can't be read: " + e.getMessage(), e);
    }
  }

  private boolean providerEnded() {
    return provider.filter(ProviderProcess::isAlive).isEmpty();
  }

  private List<Path> releases() {
    Path folder = home.resolve(environment.server().engine().example());
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("folder " + folder + " can't be read", e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("file " + file + " can't be read", e);
    }
  }

  private static String namespace() {
    return """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: %s
        """.formatted(NAMESPACE);
  }
}
