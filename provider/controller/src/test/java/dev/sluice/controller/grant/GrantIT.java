package dev.sluice.controller.grant;

import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.controller.testbed.Flavour;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(TestbedExtension.class)
class GrantIT {
  private Space space;
  private EmbeddedPostgreSql server;

  @BeforeEach
  void scene(Space space, @PostgreSql EmbeddedPostgreSql server) {
    this.space = space;
    this.server = server;
    space.credentials(NAMESPACED, server);
  }

  @Test
  void allMayBeAppliedAtOnceAndTheTableMayComeLater() throws SQLException {
    var grant = grant("g", "\"on\": {tables: [public.t]}, privileges: [SELECT]").awaits("Ready=False/WaitingForReference", "Reconciling=True", "!Stalled");
    role("");
    space.database("db").apply().awaits("Ready=True");
    grant.awaits("Ready=False/WaitingForObject");
    assertThat(grant.status().message("Ready")).contains("public.t", space.unique("db"));
    migration("CREATE TABLE t (a int)");

    grant.awaits("Ready=True/Available", "Synced=True", "!Reconciling");
    assertThat(has("SELECT")).isTrue();
    assertThat(has("INSERT")).isFalse();
    assertThat(grant.observed("role")).isEqualTo(space.unique("report"));
    assertThat(grant.observed("database")).isEqualTo(space.unique("db"));
    await().untilAsserted(() -> assertThat(space.events()).anyMatch(event -> event.getReason().equals("CreatedExternalResource")
        && event.getMessage().contains("SELECT on table public.t in database " + space.unique("db") + " granted to " + space.unique("report"))));

    grant.delete().awaitGone();
    assertThat(has("SELECT")).isFalse();
  }

  @Test
  void anotherSpecTakesBackWhatTheLastOneGave() throws SQLException {
    scene();
    var grant = grant("g", "\"on\": {tables: [public.t]}, privileges: [SELECT, INSERT]").awaits("Ready=True");
    grant.merge("{\"spec\":{\"forProvider\":{\"privileges\":[\"UPDATE\"]}}}");
    await().ignoreExceptions().until(() -> has("UPDATE") && !has("SELECT") && !has("INSERT"));
    grant.awaits("Ready=True/Available");
    assertThat(grant.observed("privileges")).asString().isEqualTo("[UPDATE]");
  }

  @Test
  void whatWasRevokedByHandIsGrantedAgainAndMoreIsNoDrift() throws SQLException {
    scene();
    var grant = grant("g", "\"on\": {allTablesIn: [public]}, privileges: [SELECT]").awaits("Ready=True");
    run("REVOKE SELECT ON t FROM \"" + space.unique("report") + "\"", "GRANT TRUNCATE ON t TO \"" + space.unique("report") + "\"");
    grant.annotate("crossplane.io/reconcile-requested-at", "now");
    await().ignoreExceptions().until(() -> has("SELECT"));
    grant.awaits("Ready=True");
    assertThat(has("TRUNCATE")).isTrue();
    grant.merge("{\"spec\":{\"forProvider\":{\"exclusive\":true}}}");
    await().ignoreExceptions().until(() -> !has("TRUNCATE"));
    assertThat(has("SELECT")).isTrue();
  }

  @Test
  void anExclusiveGrantAndTheAccessOfItsRoleDoNotTakeTurns() throws SQLException {
    scene();
    role(", access: [{databaseRef: {name: " + space.unique("db") + "}, preset: ReadWrite}]").awaits("Ready=True");
    var other = grant("other", "\"on\": {tables: [public.t]}, privileges: [REFERENCES]").awaits("Ready=True");
    var grant = grant("g", "\"on\": {tables: [public.t]}, privileges: [TRIGGER], exclusive: true").awaits("Ready=True");
    for (var privilege : new String[] {"SELECT", "DELETE", "REFERENCES", "TRIGGER"}) {
      assertThat(has(privilege)).as(privilege).isTrue();
    }
    role(", access: []").awaits("Ready=True");
    await().ignoreExceptions().until(() -> !has("SELECT"));
    assertThat(has("REFERENCES")).isTrue();
    assertThat(has("TRIGGER")).isTrue();
    other.delete().awaitGone();
    grant.awaits("Ready=True");
    assertThat(has("REFERENCES")).isFalse();
    assertThat(has("TRIGGER")).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void aMembershipNeedsNoDatabaseAndGoesWithItsRole(Flavour flavour) throws SQLException {
    if (flavour != NAMESPACED) {
      space.credentials(flavour, server);
    }
    run("CREATE ROLE \"" + space.unique("group") + "\"", "CREATE ROLE \"" + space.unique("report") + "\"");
    var grant = grant(flavour, "g", "role: " + space.unique("report"), "\"on\": {memberOf: [" + space.unique("group") + "]}, withGrantOption: true").awaits("Ready=True");
    assertThat(is("pg_has_role('" + space.unique("report") + "', '" + space.unique("group") + "', 'MEMBER WITH ADMIN OPTION')")).isTrue();
    run("DROP ROLE \"" + space.unique("report") + "\"");
    grant.delete().awaitGone();
  }

  @Test
  void namesMustBeAllowed() throws SQLException {
    scene();
    run("CREATE ROLE \"" + space.unique("foreign") + "\"");
    space.resource(NAMESPACED, "ProviderConfig", "default").merge("{\"spec\":{\"allow\":{\"roleNames\":[\"" + space.unique("report") + "\"],\"databaseNames\":[\"*\"]}}}");
    var grant = grant(NAMESPACED, "g", "role: " + space.unique("foreign"), "databaseRef: {name: " + space.unique("db") + "}, \"on\": {tables: [public.t]}, privileges: [SELECT]");
    grant.awaits("Ready=False/NotAllowed", "Stalled=True");
    var member = grant(NAMESPACED, "m", "role: " + space.unique("report"), "\"on\": {memberOf: [" + space.unique("foreign") + "]}");
    member.awaits("Ready=False/NotAllowed", "Stalled=True");
    var superuser = grant(NAMESPACED, "s", "role: " + space.unique("report"), "databaseRef: {name: " + space.unique("db") + "}, \"on\": {tables: [pg_catalog.pg_authid]}, privileges: [SELECT]");
    superuser.awaits("Ready=False/InvalidSpec", "Stalled=True");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"on\": {tables: [a.b], schemas: [a]}, privileges: [SELECT] | at most 1",
        "\"on\": {}, privileges: [SELECT] | at least 1",
        "\"on\": {tables: [a.b]} | privileges are needed",
        "\"on\": {memberOf: [a]}, database: d | for memberOf at most one",
        "\"on\": {defaultPrivileges: {type: schemas, schemas: [a]}}, privileges: [USAGE] | are for the whole database",
      })
  void theApiServerRefusesWhatMakesNoSense(String forProvider, String words) {
    assertThatThrownBy(() -> grant("g", forProvider)).hasMessageContaining(words);
  }

  /** For YAML 1.1, and so for kubectl and the API server, a bare on is a boolean. */
  @Test
  void aBareOnMeansTheSame() throws Exception {
    scene();
    var path = space.client().getMasterUrl() + "apis/db.m.sluice.dev/v1alpha1/namespaces/" + space.name() + "/grants?fieldValidation=Strict";
    var manifest =
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Grant
        metadata: {name: %%s}
        spec:
          forProvider:
            role: %s
            database: %s
            %%s: {tables: [public.t]}
            privileges: [SELECT]
          providerConfigRef: {kind: ProviderConfig, name: default}
        """
            .formatted(space.unique("report"), space.unique("db"));
    assertThat(post(path, manifest.formatted("bare", "on"))).contains("\"true\":{\"tables\"");
    assertThat(post(path, manifest.formatted("quoted", "\"on\""))).contains("\"on\":{\"tables\"");
    for (var name : new String[] {"bare", "quoted"}) {
      var grant = space.resource(NAMESPACED, "Grant", name).awaits("Ready=True");
      assertThat(grant.observed("on")).asString().contains("public.t");
    }
  }

  private String post(String path, String yaml) throws Exception {
    var http = space.client().getHttpClient();
    var request = http.newHttpRequestBuilder().uri(path).post("application/yaml", yaml).header("Accept", "application/json").build();
    return http.sendAsync(request, String.class).get().bodyString();
  }

  private void scene() throws SQLException {
    role("").awaits("Ready=True");
    space.database("db").apply().awaits("Ready=True");
    migration("CREATE TABLE t (a int)").awaits("Ready=True");
  }

  private Resource migration(String sql) {
    space.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Migration
        metadata: {name: m, namespace: %1$s}
        spec:
          forProvider: {databaseRef: {name: %1$s-db}, source: {inline: {V1__t.sql: "%2$s;"}}}
          providerConfigRef: {kind: ProviderConfig, name: default}
        """
            .formatted(space.name(), sql));
    return space.resource(NAMESPACED, "Migration", "m");
  }

  private Resource role(String more) {
    space.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Role
        metadata: {name: report, namespace: %1$s, annotations: {crossplane.io/external-name: %2$s}}
        spec:
          forProvider: {login: false%3$s}
          providerConfigRef: {kind: ProviderConfig, name: default}
        """
            .formatted(space.name(), space.unique("report"), more));
    return space.resource(NAMESPACED, "Role", "report");
  }

  private Resource grant(String name, String forProvider) {
    return grant(NAMESPACED, name, "roleRef: {name: report}", "databaseRef: {name: " + space.unique("db") + "}, " + forProvider);
  }

  private Resource grant(Flavour flavour, String name, String role, String forProvider) {
    var namespaced = flavour == NAMESPACED;
    var resource = namespaced ? name : space.unique(name);
    space.apply(
        """
        apiVersion: %1$s
        kind: Grant
        metadata: {name: %2$s%3$s}
        spec:
          forProvider: {%4$s, %5$s}
          providerConfigRef: {%6$s}
        """
            .formatted(flavour.apiVersion(), resource, namespaced ? ", namespace: " + space.name() : "", role, forProvider,
                namespaced ? "kind: ProviderConfig, name: default" : "name: " + space.name()));
    return space.resource(flavour, "Grant", resource);
  }

  private boolean has(String privilege) throws SQLException {
    return is("has_table_privilege('" + space.unique("report") + "', 't', '" + privilege + "')", space.unique("db"));
  }

  private boolean is(String question) throws SQLException {
    return is(question, "postgres");
  }

  private boolean is(String question, String database) throws SQLException {
    try (var connection = server.connect(database);
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT " + question)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private void run(String... sql) throws SQLException {
    var database = is("EXISTS (SELECT FROM pg_database WHERE datname = '" + space.unique("db") + "')") ? space.unique("db") : "postgres";
    try (var connection = server.connect(database);
        var statement = connection.createStatement()) {
      for (var one : sql) {
        statement.execute(one);
      }
    }
  }
}
