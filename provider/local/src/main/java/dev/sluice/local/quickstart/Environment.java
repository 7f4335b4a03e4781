package dev.sluice.local.quickstart;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.controlplane.Binary;
import dev.sluice.local.controlplane.ControlPlane;
import dev.sluice.local.controlplane.ControlPlaneBinaries;
import dev.sluice.local.controlplane.Kubectl;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
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
    Kubectl kubectl, DatabaseServer server, Optional<ControlPlane> controlPlane, Optional<EmbeddedPostgreSql> postgreSql)
    implements AutoCloseable {
  private static final Duration KUBECTL = Duration.ofSeconds(60);
  private static final int MAJOR = 18;

  Environment {
    requireNonNull(kubectl, "kubectl is null");
    requireNonNull(server, "server is null");
    requireNonNull(controlPlane, "controlPlane is null");
    requireNonNull(postgreSql, "postgreSql is null");
  }

  /**
   * @throws IllegalStateException if a server of the user's isn't reached
   */
  static Environment start(Path work, Optional<Path> kubeconfig, Optional<DatabaseServer> given, Steps steps) {
    kubeconfig.filter(file -> !Files.isReadable(file)).ifPresent(file -> {
      throw new IllegalStateException("--kubeconfig " + file + " can't be read: name an existing file");
    });
    given.ifPresent(Environment::check);
    // PostgreSQL gets ready while the API server still starts.
    CompletableFuture<Optional<EmbeddedPostgreSql>> postgreSql = CompletableFuture.supplyAsync(() -> given.isPresent()
        ? Optional.empty()
        : Optional.of(EmbeddedPostgreSql.builder(MAJOR).workFolder(work.resolve("postgresql")).start()));
    try {
      Optional<ControlPlane> controlPlane = kubeconfig.isPresent() ? Optional.empty() : Optional.of(embedded(work, steps));
      Kubectl kubectl = controlPlane.map(ControlPlane::kubectl).orElseGet(() -> external(kubeconfig.orElseThrow(), work, steps));
      steps.say("Kubernetes API: " + controlPlane.map(ControlPlane::apiServerUrl).orElse(kubectl.kubeconfig().toString()));
      DatabaseServer server = postgreSql.join().map(DatabaseServer::of).or(() -> given).orElseThrow();
      steps.say("PostgreSQL: " + server);
      return new Environment(kubectl, server, controlPlane, postgreSql.join());
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public void close() {
    postgreSql.ifPresent(EmbeddedPostgreSql::close);
    controlPlane.ifPresent(ControlPlane::close);
  }

  private static ControlPlane embedded(Path work, Steps steps) {
    steps.say("Starting etcd, kube-apiserver and PostgreSQL " + MAJOR);
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

  private static void check(DatabaseServer server) {
    try (Connection connection = server.connect(server.database())) {
      connection.isValid(1);
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL of --jdbc-url can't be used as " + server + ": " + e.getMessage());
    }
  }
}
