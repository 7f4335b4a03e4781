package dev.sluice.local.controlplane;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.certificate.CertificateAuthority;
import dev.sluice.local.process.LocalProcess;
import dev.sluice.local.process.PortRange;
import dev.sluice.local.process.ProcessCommand;
import dev.sluice.local.process.WorkFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A real Kubernetes API on the loopback address: etcd and kube-apiserver as child processes, RBAC on, and on demand
 * kube-controller-manager, kube-scheduler and fake nodes. No kubelet: pods are kept, not run; on a fake node they say that
 * they run. Everything ends with {@link #close} or the JVM.
 */
public final class ControlPlane implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(120);
  private static final Duration KUBECTL = Duration.ofSeconds(60);
  private static final String ADMINISTRATORS = "system:masters";

  private final WorkFolder work;
  private final ControlPlaneBinaries binaries;
  private final Credentials credentials;
  private final List<Integer> ports = PortRange.freePorts(3);
  private final int apiPort = ports.get(0);
  private final Etcd etcd = new Etcd(ports.get(1), ports.get(2));
  private final boolean audit;
  private final Map<Binary, LocalProcess> processes = new HashMap<>();
  private final Path kubeconfig;

  private ControlPlane(Builder builder) {
    this.work = builder.folder.map(WorkFolder::at).orElseGet(() -> WorkFolder.temporary("control-plane"));
    this.binaries = builder.binaries.orElseGet(() -> ControlPlaneBinaries.ofUser(builder.progress));
    this.audit = builder.audit;
    // etcd gets ready while the keys are made.
    LocalProcess etcdProcess = run(Binary.ETCD, etcd.arguments(work.path().resolve("etcd")));
    try {
      this.credentials = Credentials.create(work.path().resolve("tls"));
      this.kubeconfig = writeKubeconfig("admin", List.of(ADMINISTRATORS), work.path().resolve("kubeconfig"));
      etcdProcess.awaitReady(START, etcd::ready);
      startApiServer();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** With a temporary work folder and no audit log. */
  public static ControlPlane start() {
    return builder().start();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** cluster-admin's; absolute path. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  /** Such as {@code https://127.0.0.1:23456}; the same after a restart. */
  public String apiServerUrl() {
    return "https://127.0.0.1:" + apiPort;
  }

  /** Data, logs ({@code <program>.log}) and certificates of this control plane. */
  public Path workFolder() {
    return work.path();
  }

  /** kubectl as cluster-admin, one minute per call. */
  public Kubectl kubectl() {
    return new Kubectl(binaries.path(Binary.KUBECTL), kubeconfig, work.path().resolve("kubectl-cache"), KUBECTL);
  }

  /** Short for {@code kubectl().run(arguments)}. */
  public Kubectl.Result kubectl(String... arguments) {
    return kubectl().run(arguments);
  }

  /** Short for {@code kubectl().runWithInput(manifests, "apply", "-f", "-").orThrow()}. */
  public Kubectl.Result apply(String manifests) {
    return kubectl().runWithInput(manifests, "apply", "-f", "-").orThrow();
  }

  /**
   * A kubeconfig for another identity; the API server knows it by a client certificate and RBAC decides what it may.
   *
   * @param user also a service account's full name, {@code system:serviceaccount:<namespace>:<name>}
   */
  public Path kubeconfigFor(String user, List<String> groups) {
    return writeKubeconfig(user, groups, work.path().resolve("kubeconfigs/" + user.replace(':', '_')));
  }

  /** A kubeconfig with a token of a service account that exists, as a pod of it has one; good for a day. */
  public Path kubeconfigOf(String namespace, String serviceAccount) {
    String token = kubectl("create", "token", serviceAccount, "--namespace=" + namespace, "--duration=24h").orThrow().stdout().strip();
    return Kubeconfig.ofToken(apiServerUrl(), credentials.authority().certificate(), token)
        .write(work.path().resolve("kubeconfigs/" + namespace + "_" + serviceAccount));
  }

  /** One JSON object per line, level Metadata; empty unless {@link Builder#auditLog} was asked for. */
  public Optional<Path> auditLog() {
    return audit ? Optional.of(work.path().resolve("audit.log")) : Optional.empty();
  }

  /** At once, all connections cut. Data stays; {@link #startApiServer} serves it on the same port. */
  public synchronized void stopApiServer() {
    // An orderly end would wait for every open watch.
    Optional.ofNullable(processes.remove(Binary.KUBE_APISERVER)).ifPresent(LocalProcess::kill);
  }

  /** Returns when /readyz says ok; nothing happens while it runs. */
  public synchronized void startApiServer() {
    if (!processes.containsKey(Binary.KUBE_APISERVER)) {
      ApiServer server = new ApiServer(apiPort, etcd.clientUrl(), credentials, auditLog());
      LocalProcess process = run(Binary.KUBE_APISERVER, server.arguments(work.path()));
      process.awaitReady(START, new ReadinessProbe(apiServerUrl() + "/readyz", credentials.authority().certificate())::ready);
    }
  }

  /** Garbage collection, namespaces, service accounts and workloads; returns once it works. */
  public synchronized void startControllerManager() {
    if (!processes.containsKey(Binary.KUBE_CONTROLLER_MANAGER)) {
      LocalProcess process = run(Binary.KUBE_CONTROLLER_MANAGER,
          new ControllerManager(PortRange.freePort(), kubeconfig, credentials).arguments());
      process.awaitReady(START, () -> kubectl("get", "serviceaccount", "default", "-n", "default").succeeded());
    }
  }

  /** Pods get a node; returns once it works. */
  public synchronized void startScheduler() {
    if (!processes.containsKey(Binary.KUBE_SCHEDULER)) {
      Scheduler scheduler = new Scheduler(PortRange.freePort(), kubeconfig, credentials);
      LocalProcess process = run(Binary.KUBE_SCHEDULER, scheduler.arguments());
      process.awaitReady(START, new ReadinessProbe(scheduler.readyUrl(), credentials.authority().certificate())::ready);
    }
  }

  /**
   * Nodes {@code node-1} to {@code node-n}, whose pods run, get ready and end in appearance; returns once all nodes are
   * ready. A pod is ready when its readiness gates are True; those of a Job and init containers succeed at once; the
   * annotation {@code local.sluice.dev/crashes} makes a pod that never gets ready.
   */
  public synchronized void startNodes(int count) {
    apply(FakeNodes.manifests(count));
    if (!processes.containsKey(Binary.KWOK)) {
      run(Binary.KWOK, new FakeNodes(PortRange.freePort(), kubeconfig).arguments(work.path()));
    }
    processes.get(Binary.KWOK).awaitReady(START,
        () -> kubectl("wait", "node", "--all", "--for=condition=Ready", "--timeout=5s").succeeded());
  }

  @Override
  public synchronized void close() {
    List.of(Binary.KWOK, Binary.KUBE_SCHEDULER, Binary.KUBE_CONTROLLER_MANAGER, Binary.KUBE_APISERVER, Binary.ETCD)
        .forEach(binary -> Optional.ofNullable(processes.remove(binary)).ifPresent(LocalProcess::kill));
    work.close();
  }

  private LocalProcess run(Binary binary, List<String> arguments) {
    Path program = binaries.path(binary);
    List<String> line = new ArrayList<>(List.of(program.toString()));
    line.addAll(arguments);
    LocalProcess process = LocalProcess.start(new ProcessCommand(binary.program(), work.path(), line));
    processes.put(binary, process);
    return process;
  }

  private Path writeKubeconfig(String user, List<String> groups, Path file) {
    return Kubeconfig.ofCertificate(apiServerUrl(), credentials.authority().certificate(),
        credentials.authority().issueForClient(user, groups)).write(file);
  }

  /** How a control plane is to start. */
  public static final class Builder {
    private Optional<Path> folder = Optional.empty();
    private Optional<ControlPlaneBinaries> binaries = Optional.empty();
    private Consumer<String> progress = System.err::println;
    private boolean audit;

    private Builder() {}

    /** Instead of a temporary folder; it and the cluster's data stay after close. */
    public Builder workFolder(Path path) {
      this.folder = Optional.of(path);
      return this;
    }

    public Builder auditLog() {
      this.audit = true;
      return this;
    }

    /** Gets a line per step that takes long (download, build); the standard error by default. */
    public Builder progress(Consumer<String> lines) {
      this.progress = requireNonNull(lines, "lines is null");
      return this;
    }

    public Builder binaries(ControlPlaneBinaries found) {
      this.binaries = Optional.of(found);
      return this;
    }

    /**
     * @throws IllegalStateException if a program is missing or a server doesn't get ready, with the end of its log
     */
    public ControlPlane start() {
      return new ControlPlane(this);
    }
  }
}
