package dev.sluice.compositions;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What becomes of a bundle's database when the bundle is deleted, one case after the other on one name.
 */
@ExtendWith(PlatformExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeletionIT {
  private static final String DATABASE = "database.db.m.sluice.dev/orders";
  private static final String OWNER = "role.db.m.sluice.dev/orders-owner";
  private static final String LOGIN = "role.db.m.sluice.dev/orders-app";

  @Test
  @Order(1)
  void aDatabaseThatHoldsSomethingStaysAndSaysWhat(Platform platform) {
    platform.namespace("deletion");
    Bundle bundle = released(platform, "IfEmpty");

    delete(platform, bundle);

    platform.cluster().awaitObject(DATABASE, database -> Cluster.condition(database, "Stalled").path("message").asText().contains("signals"), bundle.in());
    platform.cluster().awaitGone(LOGIN, bundle.in());
    platform.cluster().awaitGone("deployment/orders", bundle.in());
    assertThat(onServer(platform)).containsExactly("database deletion_orders", "role deletion_orders_owner");
  }

  @Test
  @Order(2)
  void itGoesOnceSomebodySaysSoAndItsOwnerWithIt(Platform platform) {
    Bundle bundle = Bundle.composite(platform, "deletion");

    platform.crossplane().controlPlane().kubectl("patch", DATABASE, bundle.in(), "--type=merge", "-p", "{\"spec\":{\"forProvider\":{\"deletion\":\"Always\"}}}").orThrow();

    platform.cluster().awaitGone(DATABASE, bundle.in());
    platform.cluster().awaitGone(OWNER, bundle.in());
    assertThat(onServer(platform)).isEmpty();
  }

  @Test
  @Order(3)
  void alwaysLeavesNothing(Platform platform) {
    Bundle bundle = released(platform, "Always");

    delete(platform, bundle);

    for (String resource : List.of(DATABASE, OWNER, LOGIN, "migration.db.m.sluice.dev/orders")) {
      platform.cluster().awaitGone(resource, bundle.in());
    }
    assertThat(onServer(platform)).isEmpty();
  }

  @Test
  @Order(4)
  void whatIsRetainedIsTakenOverByTheSameBundle(Platform platform) throws SQLException {
    Bundle bundle = released(platform, "Retain");
    bundle.letMigrationEnd();

    delete(platform, bundle);

    for (String resource : List.of(DATABASE, OWNER, LOGIN)) {
      platform.cluster().awaitGone(resource, bundle.in());
    }
    assertThat(onServer(platform)).containsExactly("database deletion_orders", "role deletion_orders_owner");

    released(platform, "Always");
    assertThat(ask(platform, "deletion_orders", "SELECT word FROM public.signals")).containsExactly("go");
    delete(platform, bundle);
    platform.cluster().awaitGone(DATABASE, bundle.in());
  }

  private static Bundle released(Platform platform, String deletion) {
    Bundle bundle = Bundle.composite(platform, "deletion");
    Release release = Release.first();
    platform.apply(release.manifest("AppBundle", "deletion").replace("  migrations:\n", "  database: {deletion: " + deletion + "}\n  migrations:\n"));
    bundle.awaitReleased(release);
    return bundle;
  }

  private static void delete(Platform platform, Bundle bundle) {
    platform.crossplane().controlPlane().kubectl("delete", bundle.resource(), bundle.in(), "--wait=false").orThrow();
    platform.cluster().awaitGone(bundle.resource(), bundle.in());
  }

  private static List<String> onServer(Platform platform) {
    return ask(platform, "postgres", """
        SELECT 'database ' || datname FROM pg_database WHERE datname LIKE 'deletion%'
        UNION SELECT 'role ' || rolname FROM pg_roles WHERE rolname LIKE 'deletion%' AND rolname NOT LIKE '%runner' ORDER BY 1
        """);
  }

  private static List<String> ask(Platform platform, String database, String query) {
    try (var connection = platform.server().connect(database); var statement = connection.createStatement(); var rows = statement.executeQuery(query)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }
}
