package dev.sluice.controller.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.migration.TestDatabase;
import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Schemas whose ProviderConfig names another server for scratch databases. */
@ExtendWith(TestbedExtension.class)
class SchemaScratchIT {
  private static final String NAMED = ", scratch: {providerConfigRef: {kind: ProviderConfig, name: scratch}}";

  /** A ProviderConfig {@code scratch}. */
  private static Resource scratch(Space space, EmbeddedPostgreSql server, String engine) {
    space.secret("scratch", server, server.password());
    space.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: ProviderConfig
        metadata: {name: scratch, namespace: %s}
        spec: {engine: %s, credentials: {source: Secret, secretRef: {name: scratch}}, tls: {mode: disable}}
        """
            .formatted(space.name(), engine));
    return space.resource(Flavour.NAMESPACED, "ProviderConfig", "scratch");
  }

  @Test
  void theOtherServerIsWaitedForUsedAndKept(Space space, @PostgreSql EmbeddedPostgreSql server) {
    try (var other = EmbeddedPostgreSql.builder(18).withoutFsync().start()) {
      var scene = SchemaScene.of(space, server);
      var poor = space.name() + "_poor";
      scene.database().run("CREATE ROLE " + poor + " LOGIN PASSWORD 'pw' CREATEROLE; GRANT " + scene.database().name() + "_owner TO " + poor + " WITH ADMIN OPTION");
      scene.secret("admin", Map.of("username", poor, "password", "pw"));
      var config = space.config(Flavour.NAMESPACED, NAMED).awaits("Ready=True");

      var schema = scene.apply(scene.schema().sql("CREATE TABLE t (a int);")).awaits("Ready=False/WaitingForReference", "Reconciling=True", "!Stalled");
      assertThat(schema.message("Ready")).contains("ProviderConfig.db.m.sluice.dev " + space.name() + "/scratch is not there yet", space.name() + "/default");
      var used = scratch(space, other, "PostgreSQL").awaits("Ready=True");
      schema.awaitsInSync();
      assertThat(scene.database().has("public.t")).isTrue();
      assertThat(new TestDatabase(other, "postgres").column("SELECT datname FROM pg_database WHERE datname LIKE 'sluice\\_scratch%'")).isNotEmpty();

      used.delete().awaits("Terminating=True/InUse");
      assertThat(used.status().message("Terminating")).contains("spec.scratch of ProviderConfig.db.m.sluice.dev " + space.name() + "/default names ProviderConfig");
      // A server that gets on as before is of use even so.
      scene.apply(scene.schema().sql("CREATE TABLE t (a int, b int);")).awaitsInSync();

      schema.resource().delete().awaitGone();
      config.delete();
      used.awaitGone();
    }
  }

  @Test
  void anotherMajorVersionAndAnotherEngineAreRefusedByName(Space space, @PostgreSql EmbeddedPostgreSql server, @PostgreSql(major = 14) EmbeddedPostgreSql older) {
    var scene = SchemaScene.of(space, server);
    space.config(Flavour.NAMESPACED, NAMED).awaits("Ready=True");
    scratch(space, older, "PostgreSQL").awaits("Ready=True");

    var schema = scene.apply(scene.schema().sql("CREATE TABLE t (a int);")).awaits("Ready=False/InvalidServer", "Stalled=True/InvalidServer");
    assertThat(schema.message("Stalled")).contains(space.name() + "/scratch", space.name() + "/default", "is PostgreSQL 14.", "is PostgreSQL 18");

    scratch(space, older, "MariaDB");
    schema.awaits("Ready=False/InvalidProviderConfig", "Stalled=True/InvalidProviderConfig");
    assertThat(schema.message("Stalled")).contains(space.name() + "/scratch", "MariaDB", "PostgreSQL");

    space.config(Flavour.NAMESPACED, ", scratch: {providerConfigRef: {kind: ProviderConfig, name: default}}");
    await().until(() -> schema.message("Stalled") != null && schema.message("Stalled").contains("names itself"));
    space.config(Flavour.NAMESPACED, "");
    schema.awaitsInSync();
  }

  @Test
  void whatIsSharedIsNamedAsItsOwnKindAndServesWhomItAllows(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var shared = space.unique("scratch");
    var cluster = SchemaScene.of(space, Flavour.CLUSTER, server);
    space.config(Flavour.CLUSTER, ", scratch: {providerConfigRef: {name: %s}}".formatted(shared)).awaits("Ready=True");
    var waiting = cluster.apply(cluster.schema("c").sql("CREATE TABLE t (a int);")).awaits("Ready=False/WaitingForReference");
    assertThat(waiting.message("Ready")).contains("ProviderConfig.db.sluice.dev " + shared + " is not there yet");

    space.config(Flavour.NAMESPACED, NAMED.replace("kind: ProviderConfig, name: scratch", "kind: ClusterProviderConfig, name: " + shared));
    space.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: ClusterProviderConfig
        metadata: {name: %s}
        spec: {engine: PostgreSQL, credentials: {source: Secret, secretRef: {name: admin, namespace: %s}}, tls: {mode: disable}}
        """
            .formatted(shared, space.name()));
    var own = new SchemaManifest(Flavour.NAMESPACED, space.name(), space.unique("n"), cluster.database().name()).sql("CREATE TABLE t (a int);");
    var refused = new SchemaScene(space, Flavour.NAMESPACED, cluster.database()).apply(own).awaits("Ready=False/NotAllowed");
    assertThat(refused.message("Ready")).contains("ClusterProviderConfig.db.m.sluice.dev " + shared, "namespace " + space.name() + " may not use it");
    assertThatThrownBy(() -> scratch(space, server, "MySQL").merge("{\"spec\": {\"scratch\": {\"providerConfigRef\": {\"kind\": \"ProviderConfig\", \"name\": \"x\"}}}}"))
        .hasMessageContaining("scratch is for engine PostgreSQL");
  }
}
