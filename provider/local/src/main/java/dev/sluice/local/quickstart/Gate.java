package dev.sluice.local.quickstart;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.controlplane.ControlPlane;
import dev.sluice.local.controlplane.Kubectl;
import dev.sluice.local.platform.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The main job in front of the user: new pods wait for their migration while the old ones serve. Pods run in appearance, on a node
 * of the embedded cluster.
 */
final class Gate {
  private static final Duration ROLLED_OUT = Duration.ofSeconds(120);
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final List<String> FILES = List.of("1-application.yaml", "2-release.yaml");

  private final Path folder;
  private final Kubectl kubectl;
  private final String namespace;
  private final Steps steps;

  private Gate(Path home, Kubectl kubectl, String namespace, Steps steps) {
    this.folder = requireNonNull(home, "home is null").resolve("examples/quickstart/gate");
    this.kubectl = requireNonNull(kubectl, "kubectl is null");
    this.namespace = requireNonNull(namespace, "namespace is null");
    this.steps = requireNonNull(steps, "steps is null");
  }

  /** In a cluster that runs pods from now on. */
  static Gate in(ControlPlane controlPlane, Path home, String namespace, Steps steps) {
    steps.say("Starting kube-controller-manager, kube-scheduler and a node whose pods run in appearance");
    controlPlane.startControllerManager();
    controlPlane.startScheduler();
    controlPlane.startNodes(1);
    return new Gate(home, controlPlane.kubectl(), namespace, steps);
  }

  /** True if both versions of the application rolled out. */
  boolean run() {
    return FILES.stream().allMatch(this::rollOut);
  }

  private boolean rollOut(String file) {
    steps.say("kubectl apply -f examples/quickstart/gate/" + file);
    kubectl.run("apply", "-f", folder.resolve(file).toString()).orThrow();
    AtomicReference<String> shown = new AtomicReference<>("");
    boolean done = Deadline.in(ROLLED_OUT).every(INTERVAL).await(() -> {
      boolean rolledOut = kubectl.run("rollout", "status", "deployment/orders", "-n", namespace, "--watch=false").stdout().contains("successfully");
      String now = table();
      if (!now.equals(shown.getAndSet(now)) && !now.isBlank()) {
        steps.say("kubectl get pods, migrations -n " + namespace);
        steps.show(now);
      }
      return rolledOut;
    });
    steps.say(done ? "Rolled out." : "Not rolled out after " + ROLLED_OUT.toSeconds() + " s");
    return done;
  }

  private String table() {
    String pods = kubectl.run("get", "pods", "-n", namespace, "--sort-by=.metadata.creationTimestamp", "-o",
        "custom-columns=POD:.metadata.name,IMAGE:.spec.containers[0].image,GATE:.spec.schedulingGates[*].name,PHASE:.status.phase").stdout();
    String migrations = kubectl.run("get", "migrations.db.m.sluice.dev", "-n", namespace, "-o",
        "custom-columns=MIGRATION:.metadata.name,APPLIED:.status.atProvider.appliedVersion,TARGET:.spec.forProvider.target").stdout();
    return pods + "\n" + migrations;
  }
}
