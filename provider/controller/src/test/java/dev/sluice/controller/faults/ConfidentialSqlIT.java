package dev.sluice.controller.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.controller.migration.LiveMigration;
import dev.sluice.controller.migration.MigrationManifest;
import dev.sluice.controller.migration.MigrationScene;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import dev.sluice.local.provider.ProviderProcess;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SQL and values that came from a Secret, in files that fail in every way: then a search through all that the operator wrote. */
@ExtendWith(ClusterExtension.class)
class ConfidentialSqlIT {
  private static final String TOKEN = "tok3n-of-acme";
  private static final String LITERAL = "p4ssphrase";
  private static final String PLACEHOLDER = "{valuesFrom: [{name: token, secretKeyRef: {name: values, key: token}}]}";

  private MigrationScene scene;
  private ProviderProcess operator;
  private Cluster cluster;

  @BeforeEach
  void scene(Cluster shared, @PostgreSql EmbeddedPostgreSql server) {
    cluster = shared;
    scene = cluster.scene(server);
    scene.secret("values", Map.of("token", TOKEN));
    operator = cluster.operator("--debug");
  }

  @Test
  void neitherIsEverShown() {
    var applied = fromSecret("applied", "CREATE TABLE a AS SELECT '" + LITERAL + "' AS v;");
    var syntax = fromSecret("syntax", "CREAT TABLE " + LITERAL + " ();");
    var duplicate = fromSecret("duplicate", "CREATE TABLE d (v text PRIMARY KEY); INSERT INTO d VALUES ('" + LITERAL + "'); INSERT INTO d VALUES ('" + LITERAL + "');");
    var missing = withToken("missing", "SELECT * FROM \"${token}\";");
    var unreadable = withToken("unreadable", "SELECT '${token}'; SELECT '${other}';");
    var raised = withToken("raised", "DO $x$ BEGIN RAISE EXCEPTION 'no % here', '${token}'; END $x$;");
    var cast = withToken("cast", "SELECT '${token}'::int;");
    var check = withToken("check", "CREATE TABLE c (v text CHECK (v = 'x')); INSERT INTO c VALUES ('${token}');");

    applied.awaits("Ready=True/UpToDate");
    for (var failed : java.util.List.of(syntax, duplicate, missing, unreadable, raised, cast, check)) {
      failed.awaits("Stalled=True");
    }

    // What is told must still be of use.
    assertThat(missing.seen().lastFailure().sqlState()).isEqualTo("42P01");
    assertThat(missing.message("Stalled")).contains("V1__x.sql line 1");
    assertThat(raised.message("Stalled")).contains("no ${token} here");
    var kubectl = cluster.controlPlane().kubectl();
    var written =
        Stream.of("migrations", "events", "providerconfigs", "providerconfigusages")
            .map(kind -> kubectl.run("get", kind, "-n", scene.namespace(), "-o", "yaml").orThrow().stdout())
            // What a person applied is theirs.
            .map(yaml -> yaml.replaceAll("(?m)^.*last-applied-configuration.*$", ""));
    assertThat(Stream.concat(written, Stream.of(operator.output()))).allSatisfy(text -> assertThat(text).doesNotContain(TOKEN).doesNotContain(LITERAL));
    assertThat(operator.output()).doesNotContain("WARN  DbMigrate");
  }

  private LiveMigration fromSecret(String name, String sql) {
    scene.secret(name, Map.of("V1__x.sql", sql));
    return scene.apply(migration(name).source("secretRefs: [{name: " + name + "}]"));
  }

  private LiveMigration withToken(String name, String sql) {
    return scene.apply(migration(name).file("V1__x.sql", sql).forProvider("placeholders", PLACEHOLDER));
  }

  private MigrationManifest migration(String name) {
    return scene.migration(name).database(scene.existing(name).name());
  }
}
