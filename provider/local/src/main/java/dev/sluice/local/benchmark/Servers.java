package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.benchmark.product.Access;
import dev.sluice.local.benchmark.product.MeasuredEngine;
import dev.sluice.local.benchmark.product.MeasuredProduct;
import dev.sluice.local.controlplane.ControlPlane;
import dev.sluice.local.controlplane.Kubectl;
import dev.sluice.local.process.WorkFolder;
import dev.sluice.local.provider.ProviderProcess;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything that a block measures with: a control plane with an audit log, a database product, and the provider to be
 * started when a block wants it.
 */
final class Servers implements AutoCloseable {
  private static final String PROVIDER = "system:serviceaccount:sluice-system:provider-sluice";

  private final ControlPlane controlPlane;
  private final MeasuredProduct product;
  private final ProviderImage image;
  private final Path data;
  private final Path kubeconfig;
  private final Api api;
  private final AuditLog audit;
  private boolean closed;

  private Servers(ControlPlane controlPlane, MeasuredProduct product, Path data, ProviderImage image) {
    this.controlPlane = requireNonNull(controlPlane, "controlPlane is null");
    this.product = requireNonNull(product, "product is null");
    this.data = requireNonNull(data, "data is null");
    this.image = requireNonNull(image, "image is null");
    this.kubeconfig = controlPlane.kubeconfigFor(PROVIDER, List.of("system:serviceaccounts"));
    this.api = new Api(Identity.of(controlPlane.kubeconfig()));
    this.audit = new AuditLog(controlPlane.auditLog().orElseThrow(), PROVIDER);
  }

  static Servers start(MeasuredEngine engine, Path home, Path work, Progress progress) {
    progress.say("Training the provider's cache of classes");
    ProviderImage image = ProviderImage.prepare(home.resolve("provider/controller/target/dist/lib"), work.resolve("provider"));
    progress.say("Starting etcd, kube-apiserver and " + engine.id());
    ControlPlane controlPlane =
        ControlPlane.builder().workFolder(work.resolve("control-plane")).auditLog().progress(progress::say).start();
    try {
      Path data = work.resolve(engine.word());
      Servers servers = new Servers(controlPlane, engine.start(data), data, image);
      servers.install(home.resolve("package"));
      return servers;
    } catch (RuntimeException e) {
      controlPlane.close();
      throw e;
    }
  }

  Api api() {
    return api;
  }

  AuditLog audit() {
    return audit;
  }

  MeasuredProduct product() {
    return product;
  }

  /** Without waiting, with the rights of package/standalone and an identity of its own. */
  synchronized ProviderProcess launchProvider() {
    if (closed) {
      throw new IllegalStateException("the servers are ended");
    }
    return image.launch(kubeconfig, product.access().flags());
  }

  /** Returns when it is ready. */
  ProviderProcess startProvider() {
    return ProviderImage.awaitReady(launchProvider());
  }

  /** Warnings and errors that the provider logged since the first start, and where. */
  String complaints() {
    return image.complaints() + " warnings and errors in the provider's log " + image.log();
  }

  String kubernetesVersion() {
    return api.get("/version").path("gitVersion").asText();
  }

  /** Of a namespace that has what the provider needs to reach the databases. */
  Manifests namespace(String name) {
    Manifests manifests = new Manifests(name);
    api.apply("/api/v1/namespaces/" + name, manifests.namespaceObject());
    Access access = product.access();
    access.secret().ifPresent(content ->
        api.apply("/api/v1/namespaces/" + name + "/secrets/" + Access.SECRET, manifests.secret(content)));
    api.apply(Api.collection(name, "providerconfigs") + "/default", manifests.providerConfig(access.config()));
    return manifests;
  }

  /** Logs stay; a thousand databases, of some gigabytes, don't. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    api.close();
    product.close();
    controlPlane.close();
    WorkFolder.emptied(data);
  }

  private void install(Path folder) {
    Kubectl kubectl = controlPlane.kubectl();
    String crds = folder.resolve("crds").toString();
    kubectl.run("apply", "-f", crds).orThrow();
    kubectl.run("wait", "--for=condition=Established", "--timeout=60s", "-f", crds).orThrow();
    kubectl.run("apply", "-f", folder.resolve("standalone/namespace.yaml").toString()).orThrow();
    kubectl.run("apply", "-f", folder.resolve("standalone/rbac.yaml").toString()).orThrow();
  }
}
