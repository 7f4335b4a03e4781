package dev.sluice.controller.managed;

import static dev.sluice.controller.testbed.Flavour.CLUSTER;
import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Servers;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the API server refuses to write stands in the status of the resource that asked for it. */
@ExtendWith(TestbedExtension.class)
class RefusalsIT {
  /** The pause between two tries grows up to this. */
  private static final Duration NEXT_TRY = Duration.ofSeconds(45);

  private static final String CANNOT_PUBLISH = "CannotPublishConnectionDetails";
  private static final String CANNOT_CONNECT = "CannotConnectToProvider";

  @Test
  void aConnectionSecretInANamespaceThatIsNotThere(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(CLUSTER, server);
    var namespace = space.unique("later");
    var database = space.database(CLUSTER, "a").spec("writeConnectionSecretToRef: {name: s, namespace: " + namespace + "}").apply();

    database.awaits("Ready=False/" + CANNOT_PUBLISH, "Synced=False/ReconcileError", "Stalled=True");

    assertThat(database.status().message("Ready")).contains("spec.writeConnectionSecretToRef", namespace + "/s", "not found");
    awaitEvent(space, CANNOT_PUBLISH);
    space.client().resource(new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build()).create();
    database.awaitsWithin(NEXT_TRY, "Ready=True", "Synced=True", "!Stalled");
    assertThat(space.client().secrets().inNamespace(namespace).withName("s").get()).isNotNull();
  }

  @Test
  void aConnectionSecretThatIsImmutable(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    space.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: s, namespace: %s}
        type: connection.crossplane.io/v1alpha1
        immutable: true
        stringData: {endpoint: old}
        """
            .formatted(space.name()));
    var database = space.database("a").connectionSecret("s").apply();

    database.awaits("Ready=False/" + CANNOT_PUBLISH, "Synced=False/ReconcileError", "Stalled=True");

    assertThat(database.status().message("Ready")).contains("spec.writeConnectionSecretToRef", space.name() + "/s", "immutable");
    awaitEvent(space, CANNOT_PUBLISH);
    space.delete(space.secret("s"));
    database.awaits("Ready=True");
  }

  /** As an administrator's policy does, or the rules for labels where a reference is older than the CRD's rule on it. */
  @Test
  void theRecordOfTheUsage(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    space.apply(
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: %1$s}
        spec:
          matchConstraints:
            namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
            resourceRules: [{apiGroups: [db.m.sluice.dev], apiVersions: ['*'], operations: [CREATE], resources: [providerconfigusages]}]
          validations: [{expression: 'false', message: no usages here}]
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: %1$s}
        spec: {policyName: %1$s, validationActions: [Deny]}
        """
            .formatted(space.name()));
    await().atMost(Duration.ofSeconds(30)).until(() -> isRefused(space));
    var database = space.database("a").apply();

    database.awaits("Ready=False/" + CANNOT_CONNECT, "Synced=False/ReconcileError", "Stalled=True");

    assertThat(database.status().message("Ready")).contains("spec.providerConfigRef", "default", "no usages here");
    awaitEvent(space, CANNOT_CONNECT);
    assertThat(Servers.has(server, space.unique("a"))).isFalse();
    space.client().admissionRegistration().v1().validatingAdmissionPolicyBindings().withName(space.name()).delete();
    database.awaitsWithin(NEXT_TRY, "Ready=True", "Synced=True", "!Stalled");
  }

  private static boolean isRefused(Space space) {
    var usage =
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: ProviderConfigUsage
        metadata: {name: try, namespace: %s}
        providerConfigRef: {kind: ProviderConfig, name: default}
        resourceRef: {apiVersion: v1, kind: Database, name: a}
        """
            .formatted(space.name());
    try {
      space.client().resource(usage).dryRun().create();
      return false;
    } catch (KubernetesClientException e) {
      return e.getMessage().contains("no usages here");
    }
  }

  private static void awaitEvent(Space space, String reason) {
    await().untilAsserted(() -> assertThat(space.events()).anyMatch(e -> e.getReason().equals(reason) && e.getType().equals("Warning")));
  }
}
