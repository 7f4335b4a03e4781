package dev.sluice.controller.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.migration.LiveMigration;
import dev.sluice.controller.migration.MigrationManifest;
import dev.sluice.controller.migration.MigrationScene;
import dev.sluice.controller.migration.TestDatabase;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** One unit as GitOps delivers it: migrations, the Deployment that needs them, its Service. */
final class Application implements AutoCloseable {
  static final int REPLICAS = 2;
  private static final Duration LONG = Duration.ofSeconds(120);

  private final WorkloadCluster workloads;
  private final MigrationScene scene;
  private final TestDatabase database;
  private final ReleasedPods released;
  private final ServingPods serving;
  private final Diary diary;

  /** What one commit holds. */
  record Release(int version, Map<String, String> files) {
    Release {
      files = Map.copyOf(files);
    }

    static Release first() {
      return new Release(0, Map.of()).plus("CREATE TABLE done (version int, at timestamptz); CREATE TABLE t (n int)");
    }

    /** One more version, whose file ends with a note of when it was done. */
    Release plus(String sql) {
      var next = version + 1;
      var all = new TreeMap<>(files);
      all.put("V" + next + "__step.sql", sql + "; INSERT INTO done VALUES (" + next + ", clock_timestamp());");
      return new Release(next, all);
    }
  }

  Application(WorkloadCluster workloads, EmbeddedPostgreSql server) {
    this.workloads = workloads;
    this.scene = workloads.cluster().scene(server);
    this.database = scene.existingDatabase();
    this.released = new ReleasedPods(workloads.client(), scene.namespace(), database);
    this.serving = new ServingPods(workloads.client(), scene.namespace());
    this.diary = new Diary(workloads.client(), scene.namespace());
  }

  String namespace() {
    return scene.namespace();
  }

  TestDatabase database() {
    return database;
  }

  ReleasedPods released() {
    return released;
  }

  ServingPods serving() {
    return serving;
  }

  Diary diary() {
    return diary;
  }

  LiveMigration migration() {
    return new LiveMigration(workloads.client(), namespace(), "m");
  }

  Deployment deployment() {
    return workloads.client().apps().deployments().inNamespace(namespace()).withName("app").get();
  }

  /** All of it in one `kubectl apply`, in an order of chance. */
  void apply(Release release, Random random) {
    var documents = new ArrayList<>(List.of(migrations(release).text(), deployment(release.version()), service()));
    Collections.shuffle(documents, random);
    workloads.cluster().controlPlane().apply(String.join("---\n", documents));
  }

  void awaitsServing(Release release) {
    await(namespace() + " to serve " + release.version()).atMost(LONG).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
      assertThat(isRolledOut(deployment())).isTrue();
      assertThat(servedVersions()).isNotEmpty().containsOnly(release.version());
    });
  }

  /** Versions that the ready pods require. */
  List<Integer> servedVersions() {
    return pods().stream().filter(p -> p.getMetadata().getDeletionTimestamp() == null && ServingPods.isReady(p)).map(ReleasedPods::required).toList();
  }

  List<Pod> pods() {
    return workloads.client().pods().inNamespace(namespace()).list().getItems();
  }

  List<Pod> waitingPods() {
    return pods().stream().filter(Variant.SCHEDULING::keeps).toList();
  }

  /** One that still waits in that moment: one that serves by now is not to go. */
  void deleteAWaitingPod() {
    waitingPods().stream().findFirst().ifPresent(p -> {
      try {
        workloads.client().resource(p).lockResourceVersion().delete();
      } catch (KubernetesClientException e) {
        assertThat(e.getCode()).isIn(HttpURLConnection.HTTP_CONFLICT, HttpURLConnection.HTTP_NOT_FOUND);
      }
    });
  }

  private static boolean isRolledOut(Deployment app) {
    var status = app.getStatus();
    return app.getMetadata().getGeneration().equals(status.getObservedGeneration())
        && Integer.valueOf(REPLICAS).equals(status.getUpdatedReplicas())
        && Integer.valueOf(REPLICAS).equals(status.getAvailableReplicas())
        && Integer.valueOf(REPLICAS).equals(status.getReplicas());
  }

  private MigrationManifest migrations(Release release) {
    var manifest = scene.migration(database);
    release.files().forEach(manifest::file);
    return manifest;
  }

  private String deployment(int version) {
    return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app, namespace: %1$s}
        spec:
          replicas: %3$d
          selector: {matchLabels: {app: app}}
          strategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}
          progressDeadlineSeconds: 3600
          template:
            metadata: {labels: {app: app}, annotations: {sluice.dev/requires: m>=%2$d}}
            spec:
              schedulingGates: [{name: sluice.dev/migrated}]
              terminationGracePeriodSeconds: 0
              containers: [{name: main, image: "app:%2$d"}]
        """
        .formatted(namespace(), version, REPLICAS);
  }

  private String service() {
    return """
        apiVersion: v1
        kind: Service
        metadata: {name: app, namespace: %s}
        spec: {selector: {app: app}, ports: [{port: 80}]}
        """
        .formatted(namespace());
  }

  @Override
  public void close() {
    released.close();
    serving.close();
    diary.close();
    workloads.client().apps().deployments().inNamespace(namespace()).delete();
  }
}
