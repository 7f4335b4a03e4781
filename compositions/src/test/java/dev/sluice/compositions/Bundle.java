package dev.sluice.compositions;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Predicate;

/**
 * One AppBundle or AppBundleClaim {@code orders} in a namespace of its own, as its developer sees it.
 *
 * @param resource such as {@code appbundle.platform.sluice.dev/orders}
 */
record Bundle(Platform platform, String kind, String resource, String namespace) {
  static Bundle composite(Platform platform, String namespace) {
    return new Bundle(platform, "AppBundle", "appbundle.platform.sluice.dev/orders", namespace);
  }

  static Bundle claim(Platform platform, String namespace) {
    return new Bundle(platform, "AppBundleClaim", "appbundleclaim.platform.sluice.dev/orders", namespace);
  }

  /** As a tool does that delivers from Git: the manifest whole. */
  void release(Release release) {
    platform.apply(release.manifest(kind, namespace));
  }

  JsonNode get() {
    return platform.cluster().get(resource, in());
  }

  JsonNode awaitState(Predicate<JsonNode> wanted) {
    return platform.cluster().awaitObject(resource, wanted, in());
  }

  /** All is applied, rolled out and told. */
  void awaitReleased(Release release) {
    platform.cluster().awaitObject("deployment/orders", deployment -> image(deployment).equals(release.image())
        && rolledOut(deployment), in());
    awaitState(bundle -> Cluster.condition(bundle, "Ready").path("status").asText().equals("True")
        && Cluster.condition(bundle, "RolloutHeld").path("status").asText().equals("False")
        && bundle.at("/status/app/image").asText().equals(release.image()));
  }

  /** Returns the condition that says so. */
  JsonNode awaitHeld(Predicate<JsonNode> condition) {
    return Cluster.condition(awaitState(bundle -> Cluster.condition(bundle, "RolloutHeld").path("status").asText().equals("True")
        && condition.test(Cluster.condition(bundle, "RolloutHeld"))), "RolloutHeld");
  }

  JsonNode deployment() {
    return platform.cluster().get("deployment/orders", in());
  }

  static String image(JsonNode deployment) {
    return deployment.at("/spec/template/spec/containers/0/image").asText();
  }

  static boolean rolledOut(JsonNode deployment) {
    int wanted = deployment.at("/spec/replicas").asInt();
    JsonNode status = deployment.path("status");
    return status.path("observedGeneration").asLong() == deployment.at("/metadata/generation").asLong()
        && status.path("replicas").asInt() == wanted
        && status.path("updatedReplicas").asInt() == wanted
        && status.path("readyReplicas").asInt() == wanted;
  }

  JsonNode migration() {
    return platform.cluster().get("migration.db.m.sluice.dev/orders", in());
  }

  String in() {
    return "--namespace=" + namespace;
  }

  /** Lets a migration end that waits; see {@link Release#WAITING}. */
  void letMigrationEnd() throws SQLException {
    try (Connection connection = platform.server().connect(namespace + "_orders"); var statement = connection.createStatement()) {
      statement.execute("INSERT INTO public.signals VALUES ('go')");
    }
  }

  void awaitMigrating() {
    await("a migration that waits in " + namespace).atMost(Cluster.SOON).until(() -> {
      try (Connection connection = platform.server().connect(namespace + "_orders"); var statement = connection.createStatement();
          var rows = statement.executeQuery("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
              + " AND datname = current_database()")) {
        rows.next();
        return rows.getInt(1) > 0;
      }
    });
  }
}
