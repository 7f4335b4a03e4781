package dev.sluice.compositions.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.compositions.Platform;
import dev.sluice.compositions.PlatformExtension;
import dev.sluice.local.crossplane.Renderer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** What a bundle is made of: names, places, credentials, sizes, and what becomes of it. */
@ExtendWith(PlatformExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BundleContentIT {
  private static final List<Bundle> BUNDLES = Bundle.ALL;
  private static final String EXTERNAL_NAME = "/metadata/annotations/crossplane.io~1external-name";

  private Judge judge;
  private Renderer renderer;

  @BeforeAll
  void start(Platform platform) {
    judge = Judge.of(platform);
    renderer = Functions.start();
  }

  @AfterAll
  void close() {
    if (renderer != null) {
      renderer.close();
    }
  }

  @ParameterizedTest
  @FieldSource("BUNDLES")
  void everythingIsCalledAsTheBundleAndLiesBesideIt(Bundle bundle) {
    var scene = made(new Scene(judge, renderer, bundle));

    for (var resource : List.of("database", "migration", "app", "service")) {
      assertThat(scene.resource(resource).at("/metadata/name").asText()).as(resource).isEqualTo("orders");
      assertThat(scene.resource(resource).at("/metadata/namespace").asText()).as(resource).isEqualTo("shop");
    }
    assertThat(scene.resource("login").at("/metadata/name").asText()).isEqualTo("orders-app");
    assertThat(scene.resource("login").at(EXTERNAL_NAME).asText()).isEqualTo("shop_orders_app");
    assertThat(scene.resource("database").at(EXTERNAL_NAME).asText()).isEqualTo("shop_orders");
    assertThat(scene.resource("migration").at("/spec/forProvider/databaseRef/name").asText()).isEqualTo("orders");
    var config = bundle.hasAServerOfItsOwn() ? "ProviderConfig/orders-pg" : bundle.isPostgreSql() ? "ClusterProviderConfig/default" : "ProviderConfig/mysql";
    for (var resource : List.of("database", "migration", "login")) {
      var reference = scene.resource(resource).at("/spec/providerConfigRef");
      assertThat(reference.path("kind").asText() + "/" + reference.path("name").asText()).as(resource).isEqualTo(config);
    }
  }

  @ParameterizedTest
  @FieldSource("BUNDLES")
  void theApplicationHasTheLoginsSecretAndNoOther(Bundle bundle) {
    var scene = made(new Scene(judge, renderer, bundle));

    var container = scene.resource("app").at("/spec/template/spec/containers/0");
    var secrets = StreamSupport.stream(container.path("env").spliterator(), false)
        .filter(variable -> variable.has("valueFrom"))
        .collect(Collectors.toMap(variable -> variable.path("name").asText(), BundleContentIT::key));
    assertThat(secrets).isEqualTo(Map.of(
        "DATABASE_URL", "orders-app/uri", "DATABASE_JDBC_URL", "orders-app/jdbcUrl", "DATABASE_HOST", "orders-app/endpoint", "DATABASE_PORT", "orders-app/port",
        "DATABASE_NAME", "orders-app/database", "DATABASE_USERNAME", "orders-app/username", "DATABASE_PASSWORD", "orders-app/password"));
    assertThat(scene.resource("login").at("/spec/writeConnectionSecretToRef/name").asText()).isEqualTo("orders-app");
    assertThat(scene.resource("login").at("/spec/forProvider/access/0/preset").asText()).isEqualTo("ReadWrite");
    assertThat(scene.resource("service").path("spec").path("selector")).isEqualTo(scene.resource("app").at("/spec/selector/matchLabels"));
    assertThat(scene.resource("app").at("/spec/strategy/rollingUpdate/maxUnavailable").asText()).isEqualTo("0");
  }

  @Test
  void whatTheDeveloperAddsIsThereToo() {
    var scene = made(new Scene(judge, renderer, Bundle.MYSQL));

    var container = scene.resource("app").at("/spec/template/spec/containers/0");
    assertThat(container.at("/env/7/name").asText()).isEqualTo("LOG_LEVEL");
    assertThat(container.at("/env/7/value").asText()).isEqualTo("info");
    assertThat(container.at("/resources/limits/memory").asText()).isEqualTo("256Mi");
    assertThat(container.at("/readinessProbe/tcpSocket/port").asText()).isEqualTo("http");
    assertThat(container.at("/ports/0/containerPort").isInt()).isTrue();
  }

  @Test
  void withoutReplicasTheyAreSomebodyElses() {
    var scene = new Scene(judge, renderer, Bundle.POSTGRESQL);
    scene.spec().remove("replicas");
    firstMigration(scene);

    assertThat(scene.render().composed("app").orElseThrow().path("spec").has("replicas")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"10m, 600", "1h, 3600", "6h, 21600", "24h, 86400"})
  void aRolloutMayTakeLongerThanItsMigration(String deadline, int seconds) {
    var scene = new Scene(judge, renderer, Bundle.POSTGRESQL);
    scene.spec().withObject("/migrations").put("deadline", deadline);
    made(scene);

    assertThat(scene.resource("migration").at("/spec/forProvider/timeouts/deadline").asText()).isEqualTo(deadline);
    assertThat(scene.resource("app").at("/spec/progressDeadlineSeconds").asInt()).isGreaterThanOrEqualTo(seconds + 600);
  }

  @Test
  void theServerOfItsOwnIsReachedByItsOwnSecretsAndStaysWhileTheDatabaseDoes() {
    var scene = new Scene(judge, renderer, Bundle.CLOUDNATIVE_PG);
    scene.reconcile();

    var config = scene.resource("config").path("spec");
    assertThat(config.at("/credentials/endpoint").asText()).isEqualTo("orders-pg-rw.shop.svc");
    assertThat(config.at("/credentials/secretRef/name").asText()).isEqualTo("orders-pg-superuser");
    assertThat(config.at("/tls/caSecretRef/name").asText()).isEqualTo("orders-pg-ca");
    assertThat(scene.resource("server").at("/metadata/name").asText()).isEqualTo("orders-pg");
    assertThat(scene.resource("server").at("/spec/instances").asInt()).isEqualTo(2);
    var connections = scene.resource("server").at("/spec/postgresql/parameters/max_connections").asInt();
    assertThat(scene.resource("login").at("/spec/forProvider/connectionLimit").asInt()).isLessThan(connections);
    var protection = scene.resource("protection").path("spec");
    assertThat(protection.at("/of/resourceRef/name").asText()).isEqualTo("orders-pg");
    assertThat(protection.at("/by/resourceRef/name").asText()).isEqualTo("orders");
    // Their server goes with them: nobody may wait for it to drop them.
    for (var role : List.of("owner", "login")) {
      assertThat(scene.resource(role).at("/spec/managementPolicies").toString()).as(role).doesNotContain("Delete", "*");
    }
    assertThat(scene.render().fatal()).isEmpty();
    scene.spec().withObject("/database").put("deletion", "Retain");
    assertThat(scene.render().fatal()).hasValueSatisfying(message -> assertThat(message).contains("Retain"));
  }

  @ParameterizedTest
  @CsvSource({"IfEmpty, IfEmpty, true", "Always, Always, true", "Retain, IfEmpty, false"})
  void whatBecomesOfTheDatabaseIsSaid(String asked, String deletion, boolean deletes) {
    var scene = new Scene(judge, renderer, Bundle.POSTGRESQL);
    scene.spec().withObject("/database").put("deletion", asked);
    made(scene);

    assertThat(scene.resource("database").at("/spec/forProvider/deletion").asText()).isEqualTo(deletion);
    for (var resource : List.of("database", "owner")) {
      assertThat(scene.resource(resource).at("/spec/managementPolicies").toString().contains("*")).as(resource).isEqualTo(deletes);
    }
  }

  @Test
  void aDatabaseThatIsThereIsTakenByItsName() {
    var scene = new Scene(judge, renderer, Bundle.POSTGRESQL);
    scene.spec().withObject("/database").put("name", "billing");
    scene.reconcile();

    assertThat(scene.resource("owner").at(EXTERNAL_NAME).asText()).isEqualTo("billing_owner");
    assertThat(scene.resource("login").at(EXTERNAL_NAME).asText()).isEqualTo("billing_app");
  }

  @Test
  void aBundleOfAnotherProductIsRefused() {
    var scene = new Scene(judge, renderer, Bundle.POSTGRESQL);
    scene.spec().withObject("/database").put("engine", "MySQL");

    assertThat(scene.render().fatal()).hasValueSatisfying(message -> assertThat(message).contains("MySQL"));
  }

  /** Else a claim could put its pods, and read Secrets, where its author may not. */
  @Test
  void aClaimStaysInItsNamespace() {
    var scene = new Scene(judge, renderer, Bundle.CLAIMED);
    scene.spec().put("namespace", "databases");

    assertThat(scene.render().composed()).isNotEmpty().allSatisfy(composed -> assertThat(composed.at("/metadata/namespace").asText()).isEqualTo("shop"));
  }

  @Test
  void aCompositeWithoutAClaimSaysWhereItIs() {
    var scene = new Scene(judge, renderer, Bundle.CLAIMED);
    scene.spec().put("namespace", "databases").remove("claimRef");

    assertThat(scene.render().composed()).isNotEmpty().allSatisfy(composed -> assertThat(composed.at("/metadata/namespace").asText()).isEqualTo("databases"));
    assertThat(scene.render().composed("migration").orElseThrow().at("/metadata/name").asText()).isEqualTo("orders-x7k2p");
  }

  private static Scene made(Scene scene) {
    firstMigration(scene);
    scene.reconcile();
    return scene;
  }

  private static void firstMigration(Scene scene) {
    scene.reconcile();
    scene.theRestGetsReady();
    scene.reconcile();
    scene.reconcile();
    scene.theRestGetsReady();
    scene.migrated("UpToDate", "2");
  }

  private static String key(JsonNode variable) {
    var reference = variable.at("/valueFrom/secretKeyRef");
    return reference.path("name").asText() + "/" + reference.path("key").asText();
  }
}
