package dev.sluice.controller.testbed;

import dev.sluice.controller.runtime.InProcessProvider;
import dev.sluice.local.controlplane.ControlPlane;
import dev.sluice.local.process.WorkFolder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One operator for all tests of this JVM, with the rights of package/standalone and no more, and polls an hour apart: what
 * happens sooner happens because something was watched.
 */
public final class Testbed implements AutoCloseable {
  private static final Path PACKAGE = Path.of("../../package").toAbsolutePath().normalize();
  private static final String USER = "system:serviceaccount:sluice-system:provider-sluice";
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final ControlPlane controlPlane;
  private final KubernetesClient client;
  private final Recorder recorder;
  private final InProcessProvider provider;
  private final WorkFolder data = WorkFolder.temporary("data");

  Testbed(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    var kubectl = controlPlane.kubectl();
    kubectl.run("apply", "-f", PACKAGE.resolve("crds").toString()).orThrow();
    kubectl.run("wait", "--for=condition=Established", "-f", PACKAGE.resolve("crds").toString()).orThrow();
    kubectl.run("apply", "-f", PACKAGE.resolve("standalone/namespace.yaml").toString()).orThrow();
    kubectl.run("apply", "-f", PACKAGE.resolve("standalone/rbac.yaml").toString()).orThrow();
    this.client = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(controlPlane.kubeconfig().toFile())).build();
    this.recorder = new Recorder(client);
    this.provider = InProcessProvider.start(kubeconfig(), "--poll=1h", "--data-folder=" + data.path());
  }

  /** Below it databases may be files. */
  public Path dataFolder() {
    return data.path();
  }

  /** The provider's. */
  public Path kubeconfig() {
    return controlPlane.kubeconfigFor(USER, List.of("system:serviceaccounts", "system:authenticated"));
  }

  public ControlPlane controlPlane() {
    return controlPlane;
  }

  public KubernetesClient client() {
    return client;
  }

  public AuditLog audit() {
    return new AuditLog(controlPlane.auditLog().orElseThrow(), USER);
  }

  public Map<String, List<Status>> seen(Space space) {
    return recorder.of(space.name());
  }

  public Space space() {
    return space(Map.of());
  }

  public Space space(Map<String, String> labels) {
    // Three digits, so that no name is the beginning of another.
    var name = "t%03d".formatted(COUNT.incrementAndGet());
    client.resource(new NamespaceBuilder().withNewMetadata().withName(name).withLabels(labels).endMetadata().build()).create();
    return new Space(this, name);
  }

  @Override
  public void close() {
    provider.close();
    recorder.close();
    client.close();
    data.close();
  }
}
