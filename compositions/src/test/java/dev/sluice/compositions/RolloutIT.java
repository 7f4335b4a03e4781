package dev.sluice.compositions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One bundle from release to release, in order: no version runs ahead of its database.
 */
@ExtendWith({PlatformExtension.class, Story.class})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RolloutIT {
  private static final Release FIRST = Release.first();
  private static final Release SLOW = FIRST.next(Release.WAITING);
  private static final Release FAILING = SLOW.next("ALTER TABLE public.absent ADD COLUMN note text;");
  private static final Release CORRECTED = FAILING.corrected("ALTER TABLE public.signals ADD COLUMN note text;");
  private static final Release MISTAKEN = CORRECTED.next("DROP TABLE public.absent;");
  /** What an autoscaler has found to be right. */
  private static final int SCALED = 3;

  @Test
  @Order(1)
  void theFirstReleaseComesWithItsDatabase(Platform platform) {
    platform.namespace("rollout");
    Bundle bundle = bundle(platform);

    bundle.release(FIRST);

    bundle.awaitReleased(FIRST);
    assertThat(bundle.get().at("/status/schemaVersion").asText()).isEqualTo("1");
    assertThat(platform.cluster().get("secret/orders-app", bundle.in()).at("/data/uri").asText()).isNotEmpty();
  }

  @Test
  @Order(2)
  void theNextOneIsHeldWhileItsMigrationRuns(Platform platform) {
    Bundle bundle = bundle(platform);
    scale(platform, bundle);

    bundle.release(SLOW);

    bundle.awaitMigrating();
    JsonNode held = bundle.awaitHeld(condition -> condition.path("message").asText().contains("Migration orders"));
    assertThat(held.path("message").asText()).contains("app");
    JsonNode deployment = bundle.deployment();
    assertThat(Bundle.image(deployment)).isEqualTo(FIRST.image());
    assertThat(deployment.at("/status/readyReplicas").asInt()).isEqualTo(SCALED);
    assertThat(templates(platform, bundle)).as("pod templates so far").isEqualTo(1);
    JsonNode composite = bundle.awaitState(told -> told.at("/status/targetVersion").asText().equals("2"));
    assertThat(Cluster.condition(composite, "Ready").path("status").asText()).isEqualTo("False");
    assertThat(composite.at("/status/schemaVersion").asText()).isEqualTo("1");
    assertThat(composite.at("/status/waitingFor").asText()).isNotEmpty();
  }

  @Test
  @Order(3)
  void itIsLetGoWhenTheMigrationIsApplied(Platform platform) throws SQLException {
    Bundle bundle = bundle(platform);

    bundle.letMigrationEnd();

    bundle.awaitReleased(SLOW);
    assertThat(bundle.get().at("/status/schemaVersion").asText()).isEqualTo("2");
    assertThat(bundle.get().at("/status/waitingFor").asText()).isEmpty();
  }

  @Test
  @Order(4)
  void theReplicasOfAnAutoscalerWereItsOwnAllTheTime(Platform platform) {
    JsonNode deployment = bundle(platform).deployment();

    assertThat(deployment.at("/spec/replicas").asInt()).isEqualTo(SCALED);
    assertThat(deployment.at("/status/readyReplicas").asInt()).isEqualTo(SCALED);
  }

  @Test
  @Order(5)
  void aFailedMigrationKeepsHolding(Platform platform) {
    Bundle bundle = bundle(platform);

    bundle.release(FAILING);

    bundle.awaitHeld(condition -> condition.path("message").asText().contains("absent"));
    assertThat(Cluster.condition(bundle.migration(), "Stalled").path("status").asText()).isEqualTo("True");
    JsonNode deployment = bundle.deployment();
    assertThat(Bundle.image(deployment)).isEqualTo(SLOW.image());
    assertThat(Bundle.rolledOut(deployment)).isTrue();
    assertThat(templates(platform, bundle)).as("pod templates so far").isEqualTo(2);
  }

  @Test
  @Order(6)
  void theCorrectionProceedsByItself(Platform platform) {
    Bundle bundle = bundle(platform);

    bundle.release(CORRECTED);

    bundle.awaitReleased(CORRECTED);
  }

  @Test
  @Order(7)
  void aRevertOfWhatFailedLeavesTheApplicationAsItIs(Platform platform) {
    Bundle bundle = bundle(platform);
    bundle.release(MISTAKEN);
    bundle.awaitHeld(condition -> condition.path("message").asText().contains("absent"));
    long generation = bundle.deployment().at("/metadata/generation").asLong();

    bundle.release(CORRECTED);

    bundle.awaitReleased(CORRECTED);
    assertThat(bundle.deployment().at("/metadata/generation").asLong()).isEqualTo(generation);
  }

  @Test
  @Order(8)
  void aRevertOfWhatIsAppliedRollsBackAtOnce(Platform platform) {
    Bundle bundle = bundle(platform);

    bundle.release(SLOW);

    bundle.awaitReleased(SLOW);
    assertThat(Cluster.condition(bundle.migration(), "Ready").path("reason").asText()).isEqualTo("SchemaAhead");
  }

  private static Bundle bundle(Platform platform) {
    return Bundle.composite(platform, "rollout");
  }

  /** How many the Deployment has ever had: each has left a ReplicaSet. */
  private static int templates(Platform platform, Bundle bundle) {
    return platform.cluster().get("replicasets", bundle.in()).path("items").size();
  }

  /** As a HorizontalPodAutoscaler does it. */
  private static void scale(Platform platform, Bundle bundle) {
    platform.crossplane().controlPlane().kubectl("scale", "deployment/orders", "--replicas=" + SCALED, bundle.in()).orThrow();
    platform.cluster().awaitObject("deployment/orders", Bundle::rolledOut, bundle.in());
  }
}
