package dev.sluice.controller.database;

import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Servers;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every field of a Database, from the manifest to the catalog and back. */
@ExtendWith(TestbedExtension.class)
class DatabaseFieldsIT {
  private static final String ROW =
      "SELECT %s FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba JOIN pg_tablespace t ON t.oid = d.dattablespace WHERE datname = '%s'";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "connectionLimit: 5                                                   | datconnlimit          | 5",
        "postgresql: {encoding: LATIN1, lcCollate: C, lcCType: C, template: template0} | pg_encoding_to_char(encoding) | LATIN1",
        "postgresql: {lcCollate: C, template: template0}                      | datcollate            | C",
        "postgresql: {lcCType: C, template: template0}                        | datctype              | C",
        "postgresql: {localeProvider: icu, icuLocale: en-US, template: template0} | concat(datlocprovider, datlocale) | ien-US",
        "postgresql: {tablespace: pg_default}                                 | spcname               | pg_default",
        "postgresql: {allowConnections: false}                                | datallowconn          | f",
        "postgresql: {isTemplate: true}                                       | datistemplate         | t",
        "postgresql: {publicAccess: Keep}                                     | has_database_privilege('pg_monitor', datname, 'CONNECT') | t",
        "postgresql: {publicAccess: Revoke}                                   | has_database_privilege('pg_monitor', datname, 'CONNECT') | f",
        "                                                                     | has_database_privilege('pg_monitor', datname, 'CONNECT') | f",
      })
  void aNewDatabaseHasWhatTheSpecSays(String field, String column, String value, Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    space.database("a").forProvider(field == null ? "" : field).apply().awaits("Ready=True");
    assertThat(Servers.ask(server, "postgres", ROW.formatted(column, space.unique("a")))).containsExactly(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"connectionLimit\":3}                         | datconnlimit  | 3",
        "{\"owner\":\"pg_monitor\"}                      | rolname       | pg_monitor",
        "{\"postgresql\":{\"allowConnections\":false}}   | datallowconn  | f",
        "{\"postgresql\":{\"isTemplate\":true}}          | datistemplate | t",
      })
  void whatCanBeAlteredIs(String change, String column, String value, Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").apply().awaits("Ready=True");
    database.merge("{\"spec\":{\"forProvider\":" + change + "}}").awaits("Ready=True");
    assertThat(Servers.ask(server, "postgres", ROW.formatted(column, space.unique("a")))).containsExactly(value);
    await().until(() -> space.events().stream().anyMatch(e -> e.getReason().equals("UpdatedExternalResource")));
  }

  @Test
  void aTemplatesTablesAreInTheNewDatabase(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var template = space.name() + "_template";
    Servers.execute(server, "postgres", "CREATE DATABASE " + template);
    Servers.execute(server, template, "CREATE TABLE seed (id int)");
    space.database("a").forProvider("postgresql: {template: " + template + "}").apply().awaits("Ready=True");
    assertThat(Servers.ask(server, space.unique("a"), "SELECT relname FROM pg_class WHERE relname = 'seed'")).containsExactly("seed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "encoding: LATIN1                                            | encoding       | UTF8 | LATIN1",
        "lcCollate: C.UTF-8                                          | lcCollate      | C    | C.UTF-8",
        "localeProvider: icu, icuLocale: en-US                       | localeProvider | libc | icu",
      })
  void whatCanNotBeAlteredIsSaidWithBothValuesAndLeftAlone(String option, String field, String is, String wanted, Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    Servers.execute(server, "postgres", "CREATE DATABASE \"" + space.unique("a") + "\" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'");
    var database = space.database("a").annotated("crossplane.io/poll-interval", "1s").forProvider("postgresql: {" + option + "}").apply();
    database.awaits("Ready=False/CannotBeAltered", "Stalled=True/CannotBeAltered", "Synced=False/ReconcileError", "!Reconciling");
    assertThat(database.status().message("Stalled")).contains(field + " is " + is + " and the spec says " + wanted);
    var version = database.get().getMetadata().getResourceVersion();
    await().during(Duration.ofSeconds(3)).until(() -> database.get().getMetadata().getResourceVersion().equals(version));
  }

  @Test
  void extensionsAreInstalledInTheVersionAndSchemaAskedFor(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").forProvider("extensions: [{name: pgcrypto, version: '1.3', schema: public}]").apply().awaits("Ready=True");
    var query = "SELECT extname || extversion || nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = extnamespace WHERE extname <> 'plpgsql' ORDER BY 1";
    assertThat(Servers.ask(server, space.unique("a"), query)).containsExactly("pgcrypto1.3public");
    assertThat(database.observed("extensions").toString()).contains("pgcrypto");

    Servers.execute(server, space.unique("a"), "CREATE SCHEMA tools");
    database.merge("{\"spec\":{\"forProvider\":{\"extensions\":[{\"name\":\"pgcrypto\",\"schema\":\"tools\"},{\"name\":\"citext\"}]}}}").awaits("Ready=True");
    assertThat(Servers.ask(server, space.unique("a"), query)).hasSize(2).contains("pgcrypto1.3tools");

    database.merge("{\"spec\":{\"forProvider\":{\"extensions\":[]}}}").awaits("Ready=True");
    assertThat(Servers.ask(server, space.unique("a"), query)).hasSize(2);
  }

  @Test
  void anExtensionThatTheServerLacksIsSaid(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").forProvider("extensions: [{name: nosuch}]").apply().awaits("Ready=False", "Stalled=True", "Synced=False");
    assertThat(database.status().message("Ready")).contains("nosuch");
  }

  @Test
  void anOwnerThatIsMissingIsWaitedFor(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var owner = space.name() + "_owner";
    var database = space.database("a").forProvider("owner: " + owner).apply().awaits("Ready=False/OwnerMissing", "Stalled=True");
    assertThat(database.status().message("Ready")).contains(owner);
    Servers.execute(server, "postgres", "CREATE ROLE " + owner);
    database.awaits("Ready=True");
    assertThat(database.observed("owner")).isEqualTo(owner);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ownerRef: {name: %s}", "ownerSelector: {matchLabels: {owns: %s}}"})
  void theRoleThatOwnsItIsWaitedForAndStaysAsLongAsItDoes(String by, Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var owner = space.unique("its-owner");
    var database = space.database("a").forProvider(by.formatted(owner)).apply().awaits("Ready=False/WaitingForReference", "Reconciling=True", "!Stalled");
    assertThat(Servers.has(server, space.unique("a"))).isFalse();
    space.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Role
        metadata: {name: %1$s, namespace: %2$s, labels: {owns: %1$s}}
        spec: {forProvider: {login: false}, providerConfigRef: {kind: ProviderConfig, name: default}}
        """
            .formatted(owner, space.name()));
    database.awaits("Ready=True");
    assertThat(database.observed("owner")).isEqualTo(owner);

    var role = space.resource(NAMESPACED, "Role", owner).delete().awaits("Ready=False/DeletionBlocked", "Stalled=True");
    assertThat(role.status().message("Ready")).contains(space.unique("a"));
    database.delete().awaitGone();
    role.awaitGone();
  }

  @Test
  void anOwnerIsNamedInOneWay(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    assertThatThrownBy(() -> space.database("a").forProvider("owner: a, ownerRef: {name: b}").apply()).hasMessageContaining("at most one of owner, ownerRef and ownerSelector");
    assertThatThrownBy(() -> space.database("a").forProvider("ownerSelector: {}").apply()).hasMessageContaining("ownerSelector would match every Role");
  }

  @Test
  void twoResourcesOfOneNameAreAConflictOfTheLaterOne(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var name = space.unique("shared");
    space.database("first").externalName(name).apply().awaits("Ready=True");
    var second = space.database("second").externalName(name).apply().awaits("Ready=False/Conflict", "Stalled=True/Conflict");
    assertThat(second.status().message("Ready")).contains(space.unique("first"));
    second.delete().awaitGone();
    assertThat(Servers.has(server, name)).isTrue();
  }

  @Test
  void whatIsThereAlreadyIsAdopted(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    Servers.execute(server, "postgres", "CREATE DATABASE \"" + space.unique("a") + "\"", "COMMENT ON DATABASE \"" + space.unique("a") + "\" IS 'Theirs'");
    var database = space.database("a").apply().awaits("Ready=True");
    assertThat(database.observed("provenance")).isEqualTo("Adopted");
    assertThat(database.annotation("crossplane.io/external-create-pending")).isEmpty();
    assertThat(Servers.ask(server, "postgres", "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '" + space.unique("a") + "'").getFirst())
        .startsWith("Theirs ")
        .contains(space.name() + "/" + space.unique("a"));
  }

  @Test
  void driftIsCorrectedAtTheNextPoll(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").annotated("crossplane.io/poll-interval", "1s").forProvider("connectionLimit: 5").apply().awaits("Ready=True");
    Servers.execute(server, "postgres", "ALTER DATABASE \"" + space.unique("a") + "\" CONNECTION LIMIT 99");
    await().until(() -> Servers.ask(server, "postgres", ROW.formatted("datconnlimit", space.unique("a"))).contains("5"));
    database.awaits("Ready=True");
  }

  @Test
  void aDroppedDatabaseIsMadeAgain(Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var database = space.database("a").apply().awaits("Ready=True");
    Servers.execute(server, "postgres", "DROP DATABASE \"" + space.unique("a") + "\" WITH (FORCE)");
    database.annotate("crossplane.io/reconcile-requested-at", "now");
    await().untilAsserted(() -> assertThat(Servers.has(server, space.unique("a"))).isTrue());
    await().untilAsserted(() -> assertThat(database.observedStatus("lastHandledReconcileAt")).isEqualTo("now"));
    await().until(() -> space.events().stream().anyMatch(e -> e.getReason().equals("ReconcileRequestHandled")));
  }

  @ParameterizedTest
  @CsvSource({"soon", "-1s", "0s", "''"})
  void aPollIntervalThatMakesNoSenseIsIgnored(String interval, Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    space.database("a").annotated("crossplane.io/poll-interval", interval).apply().awaits("Ready=True");
  }

  @ParameterizedTest
  @CsvSource({"a\"b", "a'b", "a;b", "a b", "ünï", "a.b", "$1", "a\\b", "a%b?c#d", "SELECT"})
  void anyNameGoes(String name, Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.credentials(NAMESPACED, server);
    var external = space.name() + name;
    space.apply(space.database("b").connectionSecret("b").text().replace("annotations: {}", "annotations: {crossplane.io/external-name: " + quoted(external) + "}"));
    var hostile = space.resource(NAMESPACED, "Database", space.unique("b")).awaits("Ready=True");
    assertThat(Servers.has(server, external)).isTrue();
    hostile.delete().awaitGone();
    assertThat(Servers.has(server, external)).isFalse();
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
