package dev.sluice.local.quickstart;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.controlplane.Binary;
import dev.sluice.local.controlplane.ControlPlane;
import dev.sluice.local.controlplane.ControlPlaneBinaries;
import dev.sluice.local.controlplane.Kubectl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The two servers that Sluice works between: embedded, or the user's own.
 */
record Environment(
    Kubectl kubectl, DatabaseServer server, Optional<ControlPlane> controlPlane, Optional<Databases> databases) implements AutoCloseable {
  private static final Duration KUBECTL = Duration.ofSeconds(60);

  Environment {
    requireNonNull(kubectl, "kubectl is null");
    requireNonNull(server, "server is null");
    requireNonNull(controlPlane, "controlPlane is null");
    requireNonNull(databases, "databases is null");
  }

  /**
   * @throws IllegalStateException if a server of the user's isn't reached
   */
  static Environment start(Path work, ShownEngine engine, Optional<Path> kubeconfig, Optional<NetworkServer> given, Steps steps) {
    kubeconfig.filter(file -> !Files.isReadable(file)).ifPresent(file -> {
      throw new IllegalStateException("--kubeconfig " + file + " can't be read: name an existing file");
    });
    given.ifPresentOrElse(Environment::check, () -> Databases.checkCanStart(engine));
    // The databases get ready while the API server still starts.
    CompletableFuture<Optional<Databases>> databases =
        CompletableFuture.supplyAsync(() -> given.isPresent() ? Optional.empty() : Optional.of(Databases.start(engine, work)));
    try {
      Optional<ControlPlane> controlPlane = kubeconfig.isPresent() ? Optional.empty() : Optional.of(embedded(work, engine, steps));
      Kubectl kubectl = controlPlane.map(ControlPlane::kubectl).orElseGet(() -> external(kubeconfig.orElseThrow(), work, steps));
      steps.say("Kubernetes API: " + controlPlane.map(ControlPlane::apiServerUrl).orElse(kubectl.kubeconfig().toString()));
      DatabaseServer server = databases.join().map(Databases::server).or(() -> given).orElseThrow();
      steps.say("Databases: " + server);
      return new Environment(kubectl, server, controlPlane, databases.join());
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public void close() {
    databases.ifPresent(Databases::close);
    controlPlane.ifPresent(ControlPlane::close);
  }

  private static ControlPlane embedded(Path work, ShownEngine engine, Steps steps) {
    steps.say("Starting etcd, kube-apiserver and " + engine.id());
    return ControlPlane.builder().workFolder(work.resolve("control-plane")).progress(steps::say).start();
  }

  private static Kubectl external(Path kubeconfig, Path work, Steps steps) {
    Path program = ControlPlaneBinaries.ofUser(steps::say).path(Binary.KUBECTL);
    Kubectl kubectl = new Kubectl(program, kubeconfig.toAbsolutePath(), work.resolve("kubectl-cache"), KUBECTL);
    Kubectl.Result version = kubectl.run("version", "--request-timeout=10s");
    if (!version.succeeded()) {
      throw new IllegalStateException("the cluster of --kubeconfig " + kubeconfig + " doesn't answer: " + version.stderr().strip());
    }
    return kubectl;
  }

  private static void check(NetworkServer server) {
    try (Connection connection = server.connect("")) {
      connection.isValid(1);
    } catch (SQLException e) {
      throw new IllegalStateException("The server of --jdbc-url can't be used as " + server + ": " + e.getMessage());
    }
  }
}
