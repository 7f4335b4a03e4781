package dev.sluice.controller.faults;

import static org.awaitility.Awaitility.await;

import dev.sluice.api.database.Database;
import dev.sluice.api.migration.Migration;
import dev.sluice.api.role.Role;
import dev.sluice.api.schema.Schema;
import dev.sluice.controller.migration.MigrationScene;
import dev.sluice.local.controlplane.ControlPlane;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import dev.sluice.local.provider.ProviderProcess;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A control plane on which no operator runs but those that a test starts, each in a JVM of its own and with the rights of
 * package/standalone. They end with the test.
 */
public final class Cluster implements AutoCloseable {
  private static final Path PACKAGE = Path.of("../../package").toAbsolutePath().normalize();
  private static final String USER = "system:serviceaccount:sluice-system:provider-sluice";
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration TRAINING = Duration.ofMinutes(3);
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final ControlPlane controlPlane = ControlPlane.builder().auditLog().start();
  private final KubernetesClient client;
  private final Path startCache = controlPlane.workFolder().resolve("operator.aot");
  private final List<ProviderProcess> operators = new ArrayList<>();

  public Cluster() {
    for (var part : List.of("crds", "standalone/namespace.yaml", "standalone/rbac.yaml")) {
      controlPlane.kubectl("apply", "-f", PACKAGE.resolve(part).toString()).orThrow();
    }
    controlPlane.kubectl("wait", "--for=condition=Established", "-f", PACKAGE.resolve("crds").toString()).orThrow();
    client = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(controlPlane.kubeconfig().toFile())).build();
    train();
  }

  /**
   * From then on operators start with an ahead-of-time cache, as in the image, which takes half the processor time. Without
   * one where their classes lie in folders, as in an IDE: the JVM keeps those of jars alone.
   */
  private void train() {
    try (var training = prepare().jvmFlags("-XX:AOTCacheOutput=" + startCache).arguments("--train").start()) {
      training.awaitEnd(TRAINING);
    }
  }

  public ControlPlane controlPlane() {
    return controlPlane;
  }

  public KubernetesClient client() {
    return client;
  }

  static Path packageFolder() {
    return PACKAGE;
  }

  /** A namespace of its own with credentials for the server. */
  public MigrationScene scene(EmbeddedPostgreSql server) {
    var scene = new MigrationScene(client, namespace(), server);
    scene.credentials(server.username(), server.password(), "");
    return scene;
  }

  /** A new one. */
  public String namespace() {
    var name = "f%03d".formatted(COUNT.incrementAndGet());
    client.resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build()).create();
    return name;
  }

  /** The operator's, with the least rights. */
  public Path kubeconfig() {
    return kubeconfig(USER);
  }

  private Path kubeconfig(String user) {
    return controlPlane.kubeconfigFor(user, List.of("system:serviceaccounts", "system:authenticated"));
  }

  /** Started, not waited for. */
  ProviderProcess begin(String... flags) {
    return beginAs(USER, flags);
  }

  /** As {@link #begin}, with the rights of another service account. */
  ProviderProcess beginAs(String user, String... flags) {
    return keep(prepare(user).arguments(flags).start());
  }

  /** An operator that a test has something to add to. */
  ProviderProcess.Builder prepare() {
    return prepare(USER);
  }

  private ProviderProcess.Builder prepare(String user) {
    var builder = ProviderProcess.builder(classPath(), kubeconfig(user))
        .environment("POD_NAMESPACE", "sluice-system")
        .jvmFlags("-Xmx160m", "-XX:TieredStopAtLevel=1");
    return Files.exists(startCache) ? builder.jvmFlags("-XX:AOTCache=" + startCache) : builder;
  }

  private ProviderProcess keep(ProviderProcess operator) {
    operators.add(operator);
    return operator;
  }

  ProviderProcess start(ProviderProcess.Builder prepared, String... flags) {
    var operator = keep(prepared.arguments(flags).start());
    operator.awaitReady(START);
    return operator;
  }

  public ProviderProcess operator(String... flags) {
    var operator = begin(flags);
    operator.awaitReady(START);
    return operator;
  }

  /** What the product has on its class path, without the tests. */
  static String classPath() {
    var all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(all.split(File.pathSeparator)).filter(e -> !e.contains("test-classes")).collect(Collectors.joining(File.pathSeparator));
  }

  /** What a test leaves must not keep the next one's operator busy. */
  void tidy() {
    controlPlane.startApiServer();
    operators.forEach(ProviderProcess::close);
    operators.clear();
    for (var kind : List.of(Schema.class, Migration.class, Role.class, Database.class)) {
      client.resources(kind).inAnyNamespace().list().getItems().forEach(o -> {
        o.getMetadata().setFinalizers(List.of());
        client.resource(o).patch();
        client.resource(o).delete();
      });
      await().until(() -> client.resources(kind).inAnyNamespace().list().getItems().isEmpty());
    }
  }

  @Override
  public void close() {
    operators.forEach(ProviderProcess::close);
    client.close();
    controlPlane.close();
  }
}
