package dev.sluice.controller.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.config.ProviderConfig;
import dev.sluice.api.config.ProviderConfigStatus;
import dev.sluice.api.database.Database;
import dev.sluice.controller.migration.MigrationScene;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A service account that may not see one of the kinds. */
@ExtendWith(ClusterExtension.class)
class MissingRightsIT {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final String ACCOUNT = "sees-no-migrations";

  private Cluster cluster;
  private MigrationScene scene;

  @BeforeEach
  void scene(Cluster shared, @PostgreSql EmbeddedPostgreSql server) {
    cluster = shared;
    scene = cluster.scene(server);
  }

  @Test
  void theOtherKindsWorkTheProbeNamesItAndItStartsOnceItMay() {
    var all = cluster.client().rbac().clusterRoles().withName("provider-sluice").get();
    grant(all, List.of("migrations", "migrations/status"));
    var name = scene.namespace() + "-a";
    scene.database(name);
    var operator = cluster.beginAs("system:serviceaccount:sluice-system:" + ACCOUNT);

    await().atMost(LONG).until(() -> ready(name));
    // Who uses them can't be counted; that the credentials work can be told.
    await().atMost(LONG).until(() -> configIs("Available"));
    assertThat(config().users()).isNull();
    scene.credentials(scene.server().username(), "wrong", "");
    await().atMost(LONG).until(() -> configIs("AuthenticationFailed"));
    scene.credentials(scene.server().username(), scene.server().password(), "");
    await().atMost(LONG).until(() -> operator.output().contains("migration.db.m.sluice.dev could not be started and is tried again"));
    assertThat(operator.ready()).isFalse();
    // On a loaded machine one question in many finds its connection closed; a kubelet asks again, too.
    await().atMost(LONG).untilAsserted(() -> assertThat(operator.readiness()).contains("not watched: migration.db"));

    grant(all, List.of());
    scene.apply(scene.migration("m").database(name).file("V1__a.sql", "CREATE TABLE a ();")).awaitsWithin(LONG, "Ready=True/UpToDate");
    await().atMost(LONG).until(operator::ready);
    await().atMost(LONG).until(() -> Long.valueOf(2).equals(config().users()));
  }

  private boolean configIs(String reason) {
    return config().conditions().stream().anyMatch(c -> c.type().equals("Ready") && c.reason().equals(reason));
  }

  private ProviderConfigStatus config() {
    return cluster.client().resources(ProviderConfig.class).inNamespace(scene.namespace()).withName("default").get().getStatus();
  }

  private boolean ready(String name) {
    var found = cluster.client().resources(Database.class).inNamespace(scene.namespace()).withName(name).get();
    return found.getStatus() != null && found.getStatus().condition("Ready").filter(c -> c.isTrue()).isPresent();
  }

  private void grant(ClusterRole all, List<String> but) {
    var client = cluster.client();
    client
        .resource(new ClusterRoleBuilder().withNewMetadata().withName(ACCOUNT).endMetadata().withRules(all.getRules().stream().map(r -> without(r, but)).toList()).build())
        .serverSideApply();
    client
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(ACCOUNT)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", ACCOUNT)
                .addNewSubject("", "ServiceAccount", ACCOUNT, "sluice-system")
                .build())
        .serverSideApply();
  }

  private static PolicyRule without(PolicyRule rule, List<String> resources) {
    return rule.edit().withResources(rule.getResources().stream().filter(r -> !resources.contains(r)).toList()).build();
  }
}
