package dev.sluice.compositions;

import static dev.sluice.compositions.Cluster.condition;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.local.controlplane.ControlPlane;
import dev.sluice.local.crossplane.Crossplane;
import dev.sluice.local.junit.CrossplaneExtension;
import dev.sluice.local.provider.ProviderProcess;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The life of an installation, in order, on a Crossplane of its own: what is active once stays so.
 */
@ExtendWith({CrossplaneExtension.class, Story.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PackagesIT {
  private static final String PROVIDER = "provider.pkg.crossplane.io/" + Packages.PROVIDER;
  private static final String NAMESPACE = "--namespace=" + Crossplane.NAMESPACE;
  private static final String DATABASES = "databases.db.m.sluice.dev";
  private static final String MIGRATIONS = "migrations.db.m.sluice.dev";

  private ControlPlane controlPlane;
  private Crossplane crossplane;
  private Packages packages;
  private Cluster cluster;

  @BeforeAll
  void start() {
    controlPlane = ControlPlane.start();
    crossplane = Crossplane.builder(controlPlane).activated().start();
    packages = Packages.of(crossplane);
    cluster = new Cluster(controlPlane);
  }

  @AfterAll
  void close() {
    if (crossplane != null) {
      crossplane.close();
    }
    controlPlane.close();
  }

  @Test
  @Order(1)
  void theProviderIsHealthyWhileNoKindIsActive() {
    packages.pushProvider();
    controlPlane.apply(Packages.file("package/crossplane/provider.yaml"));

    crossplane.awaitHealthy(PROVIDER);

    assertThat(names("managedresourcedefinitions")).containsExactlyInAnyOrder(
        DATABASES, MIGRATIONS, "roles.db.m.sluice.dev", "grants.db.m.sluice.dev", "schemas.db.m.sluice.dev",
        "databases.db.sluice.dev", "migrations.db.sluice.dev", "roles.db.sluice.dev", "grants.db.sluice.dev", "schemas.db.sluice.dev");
    assertThat(definition(DATABASES).at("/spec/state").asText()).isEqualTo("Inactive");
    assertThat(crd(DATABASES).isMissingNode()).isTrue();
    cluster.awaitCondition("crd/providerconfigs.db.m.sluice.dev", "Established", "True");
    assertThat(cluster.get(deployment(), NAMESPACE).at("/spec/replicas").toString()).isEqualTo("0");
  }

  @Test
  @Order(2)
  void aKindComesWithThePolicyThatActivatesIt() {
    controlPlane.apply(policy("databases", DATABASES));

    cluster.awaitCondition("mrd/" + DATABASES, "Established", "True");
    cluster.awaitCondition("crd/" + DATABASES, "Established", "True");
    assertThat(crd(MIGRATIONS).isMissingNode()).isTrue();
    JsonNode deployment = cluster.awaitObject(deployment(), object -> object.at("/status/readyReplicas").asInt() == 2, NAMESPACE);
    assertThat(deployment.at("/spec/template/spec/serviceAccountName").asText()).isEqualTo(Packages.PROVIDER);
  }

  @Test
  @Order(3)
  void theConfigurationBringsTheFunctionsThatItsCompositionsCall() {
    packages.pushConfiguration();
    controlPlane.apply(Packages.file("package/crossplane/configuration.yaml"));

    crossplane.awaitHealthy("configuration.pkg.crossplane.io/" + Packages.CONFIGURATION);
    assertThat(names("functions.pkg.crossplane.io")).containsExactlyInAnyOrder(Packages.FUNCTION,
        "crossplane-contrib-function-patch-and-transform", "crossplane-contrib-function-auto-ready");
    names("functions.pkg.crossplane.io").forEach(name -> crossplane.awaitHealthy("functions.pkg.crossplane.io/" + name));
    assertThat(names("providers.pkg.crossplane.io")).containsExactly(Packages.PROVIDER);
    names("compositeresourcedefinitions").forEach(name -> cluster.awaitCondition("xrd/" + name, "Established", "True"));
    cluster.awaitCondition("xrd/xappbundles.platform.sluice.dev", "Offered", "True");
    assertThat(names("compositions")).isNotEmpty();
    cluster.awaitObject("compositionrevisions", revisions -> StreamSupport.stream(revisions.path("items").spliterator(), false)
        .allMatch(revision -> condition(revision, "ValidPipeline").path("status").asText().equals("True")));
  }

  @Test
  @Order(4)
  void anUpgradeKeepsWhatIsThere() {
    controlPlane.apply("""
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Database
        metadata:
          name: kept
          namespace: default
        spec:
          providerConfigRef:
            kind: ProviderConfig
            name: absent
          forProvider: {}
        """);
    packages.pushProvider("v0.2.0", yaml -> yaml.replace("[dbpcu]", "[dbpcu, second]"));
    controlPlane.kubectl("patch", PROVIDER, "--type=merge", "-p",
        "{\"spec\":{\"package\":\"xpkg.sluice.dev/" + Packages.PROVIDER + ":v0.2.0\"}}").orThrow();

    cluster.awaitObject("crd/providerconfigusages.db.m.sluice.dev",
        crd -> crd.at("/spec/names/shortNames/1").asText().equals("second"));
    crossplane.awaitHealthy(PROVIDER);
    assertThat(cluster.get("providerrevisions").path("items")).hasSize(2);
    assertThat(definition(DATABASES).at("/spec/state").asText()).isEqualTo("Active");
    assertThat(definition(MIGRATIONS).at("/spec/state").asText()).isEqualTo("Inactive");
    assertThat(cluster.get("database.db.m.sluice.dev/kept", "--namespace=default").isMissingNode()).isFalse();
  }

  @Test
  @Order(5)
  void theProcessWorksOnTheKindsThatAreActiveAndOnOthersOnceTheyAre() {
    try (ProviderProcess provider = Provider.start(crossplane)) {
      cluster.awaitCondition("database.db.m.sluice.dev/kept", "Synced", "False", "--namespace=default");

      controlPlane.apply(policy("migrations", MIGRATIONS));
      cluster.awaitCondition("crd/" + MIGRATIONS, "Established", "True");
      controlPlane.apply("""
          apiVersion: db.m.sluice.dev/v1alpha1
          kind: Migration
          metadata:
            name: later
            namespace: default
          spec:
            providerConfigRef:
              kind: ProviderConfig
              name: absent
            forProvider:
              databaseRef:
                name: kept
              source:
                inline:
                  V1__first.sql: SELECT 1;
          """);

      cluster.awaitCondition("migration.db.m.sluice.dev/later", "Synced", "False", "--namespace=default");
      assertThat(provider.isAlive()).isTrue();
    }
  }

  private static String policy(String name, String activated) {
    return """
        apiVersion: apiextensions.crossplane.io/v1alpha1
        kind: ManagedResourceActivationPolicy
        metadata:
          name: %s
        spec:
          activate: [%s]
        """.formatted(name, activated);
  }

  private JsonNode definition(String name) {
    return cluster.get("mrd/" + name);
  }

  private JsonNode crd(String name) {
    return cluster.get("crd/" + name);
  }

  /** It bears the name of the provider's revision. */
  private String deployment() {
    return "deployment/" + cluster.get(PROVIDER).at("/status/currentRevision").asText();
  }

  private List<String> names(String resources) {
    return StreamSupport.stream(cluster.get(resources).path("items").spliterator(), false)
        .map(object -> object.at("/metadata/name").asText())
        .toList();
  }
}
