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
 * One claim in the style of Crossplane v1 from release to release, in order: what its developer sees is on the claim.
 */
@ExtendWith({PlatformExtension.class, Story.class})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClaimIT {
  private static final Release FIRST = Release.first();
  private static final Release SLOW = FIRST.next(Release.WAITING);

  @Test
  @Order(1)
  void aClaimBecomesAnApplicationWithItsDatabase(Platform platform) {
    platform.namespace("claims");
    Bundle claim = claim(platform);

    claim.release(FIRST.replicas(2));

    claim.awaitReleased(FIRST);
    assertThat(claim.deployment().at("/status/readyReplicas").asInt()).isEqualTo(2);
    assertThat(claim.get().at("/status/schemaVersion").asText()).isEqualTo("1");
  }

  @Test
  @Order(2)
  void claimAndCompositeSayThatTheNextReleaseIsHeld(Platform platform) {
    Bundle claim = claim(platform);

    claim.release(SLOW.replicas(3));

    claim.awaitMigrating();
    claim.awaitHeld(condition -> condition.path("message").asText().contains("Migration orders"));
    JsonNode composite = platform.cluster().get(composite(claim));
    assertThat(Cluster.condition(composite, "RolloutHeld").path("status").asText()).isEqualTo("True");
    claim.awaitState(held -> Cluster.condition(held, "Ready").path("status").asText().equals("False"));
  }

  @Test
  @Order(3)
  void onlyThePodTemplateIsHeld(Platform platform) {
    JsonNode deployment = platform.cluster().awaitObject("deployment/orders",
        object -> object.at("/status/readyReplicas").asInt() == 3, claim(platform).in());

    assertThat(Bundle.image(deployment)).isEqualTo(FIRST.image());
  }

  @Test
  @Order(4)
  void bothSayThatItWasLetGo(Platform platform) throws SQLException {
    Bundle claim = claim(platform);

    claim.letMigrationEnd();

    claim.awaitReleased(SLOW);
    JsonNode composite = platform.cluster().get(composite(claim));
    assertThat(Cluster.condition(composite, "RolloutHeld").path("status").asText()).isEqualTo("False");
  }

  @Test
  @Order(5)
  void withTheClaimTheApplicationGoesAndADatabaseThatHoldsSomethingStays(Platform platform) {
    Bundle claim = claim(platform);

    platform.crossplane().controlPlane().kubectl("delete", claim.resource(), claim.in(), "--wait=false").orThrow();

    platform.cluster().awaitGone("deployment/orders", claim.in());
    JsonNode database = platform.cluster().awaitObject("database.db.m.sluice.dev/orders",
        object -> Cluster.condition(object, "Synced").path("message").asText().contains("signals"), claim.in());
    assertThat(database.at("/metadata/deletionTimestamp").asText()).isNotEmpty();
  }

  private static Bundle claim(Platform platform) {
    return Bundle.claim(platform, "claims");
  }

  private static String composite(Bundle claim) {
    return "xappbundle.platform.sluice.dev/" + claim.get().at("/spec/resourceRef/name").asText();
  }
}
