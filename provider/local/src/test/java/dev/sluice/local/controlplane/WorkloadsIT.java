package dev.sluice.local.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.local.platform.Deadline;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkloadsIT {
  private static final Duration SOON = Duration.ofSeconds(120);

  private static final String READY = "{.status.conditions[?(@.type==\"Ready\")].status}";

  private ControlPlane controlPlane;

  @BeforeAll
  void start() {
    controlPlane = ControlPlane.start();
    controlPlane.startControllerManager();
    controlPlane.startScheduler();
    controlPlane.startNodes(2);
  }

  @AfterAll
  void close() {
    controlPlane.close();
  }

  @Test
  void aDeploymentRollsOutAndAServiceHasItsPods() {
    controlPlane.apply(deployment("plain", "app:1"));

    awaitRollout("plain");
    await(() -> readyEndpoints("plain") == 2);
  }

  @Test
  void podsWithASchedulingGateWaitWhileTheOldOnesServe() {
    controlPlane.apply(deployment("gated", "app:1"));
    awaitRollout("gated");
    await(() -> readyEndpoints("gated") == 2);

    controlPlane.apply(deployment("gated", "app:2").replace("spec: {containers",
        "spec: {schedulingGates: [{name: example.org/wait}], containers"));
    await(() -> podStatus("gated", "{.status.conditions[?(@.type==\"PodScheduled\")].reason}").contains("SchedulingGated"));
    assertThat(readyEndpoints("gated")).isEqualTo(2);

    // Each new pod brings the gate anew.
    await(() -> {
      for (String pod : podStatus("gated", "{.spec.schedulingGates[*].name}{\"=\"}{.metadata.name}").split(" ")) {
        if (pod.startsWith("example.org/wait=")) {
          controlPlane.kubectl("patch", "pod", pod.substring(pod.indexOf('=') + 1), "--type=merge", "-p",
              "{\"spec\":{\"schedulingGates\":[]}}");
        }
      }
      return rolledOut("gated");
    });
  }

  @Test
  void aPodIsReadyAsLongAsItsReadinessGatesAreTrue() {
    controlPlane.apply(pod("readiness", "", "readinessGates: [{conditionType: example.org/go}]"));
    await(() -> pod("readiness", "{.status.phase}").equals("Running"));
    assertThat(pod("readiness", READY)).isNotEqualTo("True");

    setCondition("readiness", "True");
    await(() -> pod("readiness", READY).equals("True"));

    setCondition("readiness", "False");
    await(() -> pod("readiness", READY).equals("False"));
  }

  @Test
  void anAnnotationMakesAPodThatNeverGetsReady() {
    controlPlane.apply(pod("crashing", "annotations: {local.sluice.dev/crashes: \"\"}", ""));

    await(() -> pod("crashing", "{.status.containerStatuses[0].state.waiting.reason}").equals("CrashLoopBackOff"));
    assertThat(pod("crashing", READY)).isEqualTo("False");
  }

  @Test
  void jobsComplete() {
    controlPlane.apply("""
        apiVersion: batch/v1
        kind: Job
        metadata: {name: once, namespace: default}
        spec:
          template:
            spec:
              restartPolicy: Never
              initContainers: [{name: first, image: "job:1"}]
              containers: [{name: main, image: "job:1"}]
        """);

    assertThat(controlPlane.kubectl().within(SOON)
        .run("wait", "job/once", "--for=condition=Complete", "--timeout=100s").succeeded()).isTrue();
  }

  @Test
  void aDeletedPodGoes() {
    controlPlane.apply(pod("short-lived", "", ""));
    await(() -> pod("short-lived", READY).equals("True"));

    controlPlane.kubectl("delete", "pod", "short-lived").orThrow();

    assertThat(controlPlane.kubectl("get", "pod", "short-lived").succeeded()).isFalse();
  }

  private void setCondition(String pod, String status) {
    controlPlane.kubectl("patch", "pod", pod, "--subresource=status", "--type=strategic", "-p",
        "{\"status\":{\"conditions\":[{\"type\":\"example.org/go\",\"status\":\"" + status + "\"}]}}").orThrow();
  }

  private String pod(String name, String path) {
    return controlPlane.kubectl("get", "pod", name, "-o", "jsonpath=" + path).stdout();
  }

  private String podStatus(String app, String path) {
    return controlPlane.kubectl("get", "pod", "-l", "app=" + app, "-o", "jsonpath={range .items[*]}" + path + "{\" \"}{end}")
        .stdout();
  }

  private void awaitRollout(String name) {
    await(() -> rolledOut(name));
  }

  private boolean rolledOut(String name) {
    return controlPlane.kubectl("rollout", "status", "deployment/" + name, "--timeout=1s").succeeded();
  }

  private int readyEndpoints(String service) {
    String ready = controlPlane.kubectl("get", "endpointslice", "-l", "kubernetes.io/service-name=" + service, "-o",
        "jsonpath={range .items[*].endpoints[?(@.conditions.ready==true)]}{.targetRef.name}{\" \"}{end}").orThrow().stdout();
    return ready.isBlank() ? 0 : ready.strip().split(" ").length;
  }

  private static void await(BooleanSupplier condition) {
    assertThat(Deadline.in(SOON).await(condition)).isTrue();
  }

  private static String deployment(String name, String image) {
    return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %1$s, namespace: default}
        spec:
          replicas: 2
          selector: {matchLabels: {app: %1$s}}
          strategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}
          template:
            metadata: {labels: {app: %1$s}}
            spec: {containers: [{name: main, image: "%2$s"}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: %1$s, namespace: default}
        spec: {selector: {app: %1$s}, ports: [{port: 80}]}
        """.formatted(name, image);
  }

  private static String pod(String name, String metadata, String spec) {
    return """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %s
          namespace: default
          %s
        spec:
          containers: [{name: main, image: "app:1"}]
          %s
        """.formatted(name, metadata, spec);
  }
}
