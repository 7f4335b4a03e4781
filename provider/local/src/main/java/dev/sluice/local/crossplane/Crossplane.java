package dev.sluice.local.crossplane;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.controlplane.ControlPlane;
import dev.sluice.local.controlplane.Kubectl;
import dev.sluice.local.platform.Deadline;
import dev.sluice.local.process.LocalProcess;
import dev.sluice.local.process.PortRange;
import dev.sluice.local.process.ProcessCommand;
import dev.sluice.local.process.WorkFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * A real Crossplane on a {@link ControlPlane}: core and its RBAC manager as child processes, an OCI registry for
 * packages, and composition functions as processes that core reaches by the names and certificates that it gave them.
 * Pods of packages run in appearance. Everything ends with {@link #close} or the JVM; the control plane stays.
 */
public final class Crossplane implements AutoCloseable {
  /** Where Crossplane lives and what belongs to packages. */
  public static final String NAMESPACE = CoreSettings.NAMESPACE;

  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration HEALTHY = Duration.ofMinutes(3);
  private static final int INIT_ATTEMPTS = 5;

  private final ControlPlane controlPlane;
  private final CrossplaneBinaries binaries;
  private final WorkFolder work = WorkFolder.temporary("crossplane");
  private final ServiceProxy proxy = ServiceProxy.start();
  private final List<LocalProcess> processes = new ArrayList<>();
  private final Registry registry = new Registry();

  private Crossplane(Builder builder) {
    this.controlPlane = builder.controlPlane;
    this.binaries = builder.binaries.orElseGet(() -> CrossplaneBinaries.ofUser(builder.progress));
    try {
      run("registry", registry.line(binaries.path(CrossplaneProgram.REGISTRY)), Map.of()).awaitReady(START, registry::answers);
      controlPlane.startControllerManager();
      controlPlane.startScheduler();
      controlPlane.startNodes(1);
      List<Integer> ports = PortRange.freePorts(2);
      CoreSettings core = new CoreSettings(binaries.path(CrossplaneProgram.CROSSPLANE), binaries.crds(),
          controlPlane.kubeconfig(), work.path(), proxy.url(), ports.getFirst(), ports.getLast());
      initialize(core, builder.activated);
      startCore(core);
      run("rbac", core.rbacLine(), core.environment());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  public static Builder builder(ControlPlane controlPlane) {
    return new Builder(controlPlane);
  }

  public ControlPlane controlPlane() {
    return controlPlane;
  }

  public Registry registry() {
    return registry;
  }

  /**
   * Has core take packages of one registry from {@link #registry}, so that manifests name them as users do.
   *
   * @param host such as {@code xpkg.crossplane.io}
   */
  public void redirect(String host) {
    controlPlane.apply("""
        apiVersion: pkg.crossplane.io/v1beta1
        kind: ImageConfig
        metadata:
          name: %1$s
        spec:
          matchImages:
          - type: Prefix
            prefix: %1$s/
          rewriteImage:
            prefix: %2$s/
        """.formatted(host, registry.address()));
  }

  /** Pushes the package of a function that is built here, as {@code crossplane-contrib/<title>:v<version>}. */
  public void pushPackage(CrossplaneProgram function) {
    registry.push(binaries.packageOf(function), "crossplane-contrib/" + function.title(), "v" + function.version());
  }

  /**
   * @param resource a package, such as {@code provider.pkg.crossplane.io/provider-sluice}
   * @throws IllegalStateException if it isn't in time, with its conditions
   */
  public void awaitHealthy(String resource) {
    Kubectl.Result result = controlPlane.kubectl().within(HEALTHY.plusMinutes(1)).run("wait", resource,
        "--for=condition=Installed", "--for=condition=Healthy", "--timeout=" + HEALTHY.toSeconds() + "s");
    if (!result.succeeded()) {
      throw new IllegalStateException(resource + " is not healthy after " + HEALTHY.toSeconds() + " s: "
          + controlPlane.kubectl("get", resource, "-o", "jsonpath={.status.conditions}").stdout());
    }
  }

  /** Runs one of the functions that are built here for an installed Function; as {@link #serve(String, FunctionCommand)}. */
  public void serve(String function, CrossplaneProgram program) {
    Path path = binaries.path(program);
    serve(function, address -> List.of(path.toString(), "--address", address));
  }

  /**
   * Runs the process that an installed Function's pod would, and returns when core takes the Function for healthy.
   *
   * @param function the name of the Function
   */
  public void serve(String function, FunctionCommand command) {
    String service = function + "." + NAMESPACE + ":9443";
    Path certificates = work.path().resolve("functions").resolve(function);
    boolean issued = Deadline.in(HEALTHY).await(() -> serverSecret(function)
        .filter(secret -> SecretFiles.write(controlPlane.kubectl(), secret, certificates)).isPresent());
    if (!issued) {
      throw new IllegalStateException("Function " + function + " has no certificate after " + HEALTHY.toSeconds() + " s: "
          + controlPlane.kubectl("get", "functions.pkg.crossplane.io", function, "-o", "jsonpath={.status}").stdout());
    }
    int port = PortRange.freePort();
    LocalProcess process = run(function, command.line("127.0.0.1:" + port),
        Map.of("TLS_SERVER_CERTS_DIR", certificates.toString()));
    process.awaitReady(START, () -> PortRange.isServed(port));
    proxy.route(service, port);
    awaitHealthy("functions.pkg.crossplane.io/" + function);
  }

  @Override
  public void close() {
    processes.reversed().forEach(LocalProcess::kill);
    proxy.close();
    work.close();
  }

  private void initialize(CoreSettings core, List<String> activated) {
    controlPlane.apply("""
        apiVersion: v1
        kind: Namespace
        metadata:
          name: %1$s
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: %2$s
          namespace: %1$s
        """.formatted(NAMESPACE, CoreSettings.SERVICE_ACCOUNT));
    // The first run on a fresh server knows nothing yet of the CRDs that it has just made, and ends.
    for (int attempt = 1; attempt <= INIT_ATTEMPTS; attempt++) {
      LocalProcess init = LocalProcess.start(new ProcessCommand(
          "init", work.path(), core.initLine(activated), core.initEnvironment(), "TERM"));
      OptionalInt code = init.awaitExitCode(START);
      init.close();
      if (code.isPresent() && code.getAsInt() == 0) {
        return;
      }
    }
    throw new IllegalStateException("Crossplane can't be initialised; its log ends with: " + tail(work.path().resolve("init.log")));
  }

  private void startCore(CoreSettings core) {
    if (!SecretFiles.write(controlPlane.kubectl(), CoreSettings.CLIENT_SECRET, core.certificates())) {
      throw new IllegalStateException("Crossplane's initialisation made no Secret " + CoreSettings.CLIENT_SECRET);
    }
    try {
      Files.createDirectories(core.packages());
    } catch (IOException e) {
      throw new UncheckedIOException("no folder can be made for packages: " + core.packages(), e);
    }
    run("core", core.startLine(), core.startEnvironment()).awaitReady(START, core::ready);
  }

  private LocalProcess run(String name, List<String> line, Map<String, String> environment) {
    LocalProcess process = LocalProcess.start(new ProcessCommand(name, work.path(), line, environment, "TERM"));
    processes.add(process);
    return process;
  }

  private Optional<String> serverSecret(String function) {
    String revision = controlPlane.kubectl("get", "functions.pkg.crossplane.io", function,
        "-o", "jsonpath={.status.currentRevision}").stdout();
    return Optional.of(revision)
        .filter(name -> !name.isBlank())
        .map(name -> controlPlane.kubectl("get", "functionrevisions.pkg.crossplane.io", name,
            "-o", "jsonpath={.status.tlsServerSecretName}").stdout())
        .filter(name -> !name.isBlank());
  }

  private static String tail(Path log) {
    try {
      String text = Files.readString(log);
      return text.substring(Math.max(0, text.length() - 2000));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  /** How Crossplane is to start. */
  public static final class Builder {
    private final ControlPlane controlPlane;
    private Optional<CrossplaneBinaries> binaries = Optional.empty();
    private Consumer<String> progress = System.err::println;
    private List<String> activated = List.of("*");

    private Builder(ControlPlane controlPlane) {
      this.controlPlane = requireNonNull(controlPlane, "controlPlane is null");
    }

    /**
     * Which managed resources the default activation policy activates, as names of CRDs with wildcards; all if not called,
     * and no such policy is made when called with none.
     */
    public Builder activated(String... names) {
      this.activated = List.of(names);
      return this;
    }

    /** Gets a line per step that takes long (build); the standard error by default. */
    public Builder progress(Consumer<String> lines) {
      this.progress = requireNonNull(lines, "lines is null");
      return this;
    }

    public Builder binaries(CrossplaneBinaries found) {
      this.binaries = Optional.of(found);
      return this;
    }

    /**
     * @throws IllegalStateException if a program is missing or doesn't get ready, with the end of its log
     */
    public Crossplane start() {
      return new Crossplane(this);
    }
  }
}
