package dev.sluice.compositions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The provider under exactly the rights that Crossplane's RBAC manager gives its service account: the life of one database,
 * in order.
 */
@ExtendWith({PlatformExtension.class, Story.class})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProviderRightsIT {
  private static final String IN = "--namespace=rights";
  private static final String DATABASE = "database.db.m.sluice.dev/orders";
  private static final String MIGRATION = "migration.db.m.sluice.dev/orders";
  private static final String ROLE = "role.db.m.sluice.dev/orders-app";
  private static final String GRANT = "grant.db.m.sluice.dev/orders-truncate";
  private static final String SCHEMA = "schema.db.m.sluice.dev/orders-catalog";
  private static final String MANAGED =
      "databases.db.m.sluice.dev,schemas.db.m.sluice.dev,migrations.db.m.sluice.dev,roles.db.m.sluice.dev,grants.db.m.sluice.dev";
  private static final String ACCESS = "providerconfig.db.m.sluice.dev/default";

  @Test
  @Order(1)
  void allKindsBecomeReady(Platform platform) {
    platform.namespace("rights");
    platform.apply("""
        apiVersion: v1
        kind: Secret
        metadata:
          name: pg-admin
          namespace: rights
        stringData:
          endpoint: %s
          port: "%d"
          username: %s
          password: "%s"
        """.formatted(platform.server().host(), platform.server().port(), platform.server().username(), platform.server().password()));
    platform.apply(Packages.file("examples/engines/postgresql/1-release.yaml").replace("namespace: shop", "namespace: rights"));
    platform.apply("""
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Grant
        metadata:
          name: orders-truncate
          namespace: rights
          annotations:
            crossplane.io/poll-interval: 1s
        spec:
          forProvider:
            roleRef:
              name: orders-app
            databaseRef:
              name: orders
            "on":
              tables: [public.orders]
            privileges: [TRUNCATE]
          providerConfigRef:
            kind: ProviderConfig
            name: default
        """);

    platform.apply("""
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Schema
        metadata:
          name: orders-catalog
          namespace: rights
        spec:
          forProvider:
            databaseRef:
              name: orders
            schemas: [catalog]
            desired:
              inline:
                catalog.sql: CREATE SCHEMA catalog; CREATE TABLE catalog.product (id int PRIMARY KEY);
          providerConfigRef:
            kind: ProviderConfig
            name: default
        """);

    for (String resource : new String[] {ACCESS, DATABASE, MIGRATION, SCHEMA, ROLE, GRANT}) {
      platform.cluster().awaitCondition(resource, "Ready", "True", IN);
    }
    assertThat(platform.cluster().get("secret/orders-app", IN).at("/data/password").asText()).isNotEmpty();
    platform.cluster().awaitObject(ACCESS, access -> access.at("/status/users").asInt() == managed(platform), IN);
    assertThat(platform.cluster().get("events", IN).path("items")).isNotEmpty();
  }

  @Test
  @Order(2)
  void clusterScopedKindsBecomeReady(Platform platform) {
    platform.apply("""
        apiVersion: db.sluice.dev/v1alpha1
        kind: Database
        metadata:
          name: rights-legacy
        spec:
          forProvider: {}
        """);

    platform.cluster().awaitCondition("database.db.sluice.dev/rights-legacy", "Ready", "True");
    platform.crossplane().controlPlane().kubectl("delete", "database.db.sluice.dev/rights-legacy").orThrow();
  }

  @Test
  @Order(3)
  void whatSomebodyTookAwayIsGivenBack(Platform platform) throws SQLException {
    String role = platform.cluster().get(ROLE, IN).at("/status/atProvider/role").asText();
    try (Connection connection = platform.server().connect("orders"); var statement = connection.createStatement()) {
      statement.execute("REVOKE TRUNCATE ON public.orders FROM \"" + role + "\"");
      await().atMost(Cluster.SOON).until(() -> {
        try (ResultSet rows = statement.executeQuery("SELECT has_table_privilege('" + role + "', 'public.orders', 'TRUNCATE')")) {
          return rows.next() && rows.getBoolean(1);
        }
      });
    }
  }

  @Test
  @Order(4)
  void nothingIsAskedForThatIsNotGranted(Platform platform) {
    assertThat(refusals(platform)).isEmpty();
  }

  @Test
  @Order(5)
  void thePodGateIsOffUntilItsRoleIsBound(Platform platform) {
    platform.apply("""
        apiVersion: v1
        kind: Pod
        metadata:
          name: gated
          namespace: rights
          annotations:
            sluice.dev/requires: orders>=2
        spec:
          schedulingGates: [{name: sluice.dev/migrated}]
          containers: [{name: app, image: "registry.example.org/orders:2"}]
        """);
    assertThat(said(platform, "The pod gate is off")).hasSize(1).first().asString().contains("pods").contains("package/rbac");
    assertThat(said(platform, "The pod gate is on")).isEmpty();

    var kubectl = platform.crossplane().controlPlane().kubectl();
    kubectl.run("apply", "-f", Packages.ROOT.resolve("package/rbac").toString()).orThrow();
    kubectl.run("create", "clusterrolebinding", "provider-sluice-pod-gate", "--clusterrole=provider-sluice-pod-gate",
        "--serviceaccount=crossplane-system:provider-sluice").orThrow();

    platform.cluster().awaitCondition("pod/gated", "Ready", "True", IN);
    assertThat(said(platform, "The pod gate is on")).hasSize(1);
  }

  @Test
  @Order(6)
  void aConfigurationStaysAsLongAsItIsUsedAndEverythingGoesWhenItIsDeleted(Platform platform) throws SQLException {
    var kubectl = platform.crossplane().controlPlane().kubectl();
    kubectl.run("delete", ACCESS, IN, "--wait=false").orThrow();
    platform.cluster().awaitCondition(ACCESS, "Terminating", "True", IN);

    try (Connection connection = platform.server().connect("orders"); var statement = connection.createStatement()) {
      statement.execute("DROP TABLE public.orders");
      statement.execute("DROP SCHEMA catalog CASCADE");
    }
    kubectl.within(Cluster.SOON).run("delete", MANAGED, "--all", IN, "--timeout=200s").orThrow();

    platform.cluster().awaitGone(ACCESS, IN);
    try (Connection connection = platform.server().connect("postgres"); var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM pg_database WHERE datname = 'orders'")) {
      rows.next();
      assertThat(rows.getInt(1)).isZero();
    }
  }

  @Test
  @Order(7)
  void norWhileThingsAreDeleted(Platform platform) {
    assertThat(refusals(platform)).isEmpty();
  }

  private static int managed(Platform platform) {
    return platform.cluster().get(MANAGED, IN).path("items").size();
  }

  private static SortedSet<String> refusals(Platform platform) {
    return Refusals.of(platform.crossplane().controlPlane(), Provider.USER);
  }

  private static List<String> said(Platform platform, String text) {
    return platform.provider().output().lines().filter(line -> line.contains(text)).toList();
  }
}
