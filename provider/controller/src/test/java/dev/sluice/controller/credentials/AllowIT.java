package dev.sluice.controller.credentials;

import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.controller.testbed.DatabaseManifest;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Servers;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.Testbed;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may use a ProviderConfig, and for which names. */
@ExtendWith(TestbedExtension.class)
class AllowIT {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                                     | no",
        "allow: {}                                            | no",
        "allow: {namespaces: {}}                              | no",
        "allow: {namespaces: {selector: {}}}                  | no",
        "allow: {namespaces: {names: [elsewhere]}}            | no",
        "allow: {namespaces: {names: [elsewhere, $ns]}}       | yes",
        "allow: {namespaces: {selector: {matchLabels: {team: shop}}}} | yes",
        "allow: {namespaces: {selector: {matchLabels: {team: other}}}} | no",
        "allow: {namespaces: {selector: {matchExpressions: [{key: team, operator: In, values: [shop]}]}}} | yes",
        "allow: {namespaces: {selector: {matchExpressions: [{key: team, operator: DoesNotExist}]}}} | no",
        "allow: {namespaces: {names: [elsewhere], selector: {matchLabels: {team: shop}}}} | yes",
      })
  void aSharedConfigServesNamespacesThatItNames(String allow, String answer, Testbed bed, @PostgreSql EmbeddedPostgreSql server) {
    var space = bed.space(Map.of("team", "shop"));
    shared(space, server, allow == null ? "" : allow.replace("$ns", space.name()));
    var database = through(space, space.database("a")).apply();
    if (answer.equals("yes")) {
      database.awaits("Ready=True");
    } else {
      database.awaits("Ready=False/NotAllowed", "Stalled=True", "Synced=False");
      assertThat(database.status().message("Ready")).contains("namespace " + space.name()).contains("spec.allow.namespaces");
    }
  }

  @Test
  void aNamespaceThatGetsItsLabelLaterIsServed(Space space, @PostgreSql EmbeddedPostgreSql server) {
    shared(space, server, "allow: {namespaces: {selector: {matchLabels: {late: '1'}}}}");
    var database = through(space, space.database("a")).apply().awaits("Ready=False/NotAllowed");
    space.client().namespaces().withName(space.name()).edit(n -> {
      n.getMetadata().getLabels().put("late", "1");
      return n;
    });
    database.awaits("Ready=True");
  }

  @Test
  void whatIsAllowedLaterActsAtOnce(Space space, @PostgreSql EmbeddedPostgreSql server) {
    var config = shared(space, server, "");
    var database = through(space, space.database("a")).apply().awaits("Ready=False/NotAllowed", "Stalled=True");
    config.merge("{\"spec\":{\"allow\":{\"namespaces\":{\"names\":[\"" + space.name() + "\"]}}}}");
    database.awaits("Ready=True");
  }

  @Test
  void throughASharedConfigTheNameBeginsWithTheNamespace(Space space, @PostgreSql EmbeddedPostgreSql server) {
    shared(space, server, "allow: {namespaces: {names: [" + space.name() + "]}}");
    var database = through(space, space.database("a")).apply().awaits("Ready=True");
    var expected = space.name() + "_" + space.unique("a");
    assertThat(database.annotation("crossplane.io/external-name")).contains(expected);
    assertThat(Servers.has(server, expected)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "databaseNames: ['{namespace}_*']  | $ns_x     |            | yes",
        "databaseNames: ['{namespace}_*']  | other_x   |            | no",
        "databaseNames: ['{namespace}_*']  | x$ns_x    |            | no",
        "databaseNames: ['$ns.x', 'b']     | $nszx     |            | no",
        "databaseNames: ['$ns*end']        | $ns-1-end |            | yes",
        "databaseNames: ['$ns*end']        | $ns-ending|            | no",
        "databaseNames: []                 | $ns-none  |            | no",
        "databaseNames: ['*']              | $ns-any   |            | yes",
        "roleNames: ['{namespace}_*']      | $ns-r1    | $ns_owner  | yes",
        "roleNames: ['{namespace}_*']      | $ns-r2    | other_owner| no",
      })
  void namesMustMatchAPattern(String allow, String name, String owner, String answer, Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.secret("admin", server, server.password());
    space.config(NAMESPACED, ", allow: {" + allow.replace("$ns", space.name()) + "}");
    var own = owner == null ? "" : owner.replace("$ns", space.name());
    if (answer.equals("yes") && !own.isEmpty()) {
      Servers.execute(server, "postgres", "CREATE ROLE \"" + own + "\"");
    }
    var database = space.database("a").externalName(name.replace("$ns", space.name())).forProvider(own.isEmpty() ? "" : "owner: " + own).apply();
    database.awaits(answer.equals("yes") ? "Ready=True" : "Ready=False/NotAllowed");
    if (answer.equals("no")) {
      assertThat(database.status().message("Ready")).contains(owner == null ? "allow.databaseNames" : "allow.roleNames");
      assertThat(database.get().getMetadata().getFinalizers()).isEmpty();
    }
  }

  /** What a database is copied from is named by a manifest, too. */
  @ParameterizedTest
  @CsvSource({"template0, yes", "template1, yes", "$ns_mine, yes", "$ns-theirs, no"})
  void aTemplateMustMatchAPattern(String template, String answer, Space space, @PostgreSql EmbeddedPostgreSql server) {
    space.secret("admin", server, server.password());
    space.config(NAMESPACED, ", allow: {databaseNames: ['{namespace}_*']}");
    var name = template.replace("$ns", space.name());
    if (template.startsWith("$")) {
      Servers.execute(server, "postgres", "CREATE DATABASE \"" + name + "\"");
    }
    var database = space.database("a").externalName(space.name() + "_a").forProvider("postgresql: {template: " + name + "}").apply();
    database.awaits(answer.equals("yes") ? "Ready=True" : "Ready=False/NotAllowed");
    assertThat(Servers.has(server, space.name() + "_a")).isEqualTo(answer.equals("yes"));
    assertThat(database.status().message("Ready")).contains(answer.equals("yes") ? "" : name).contains(answer.equals("yes") ? "" : "allow.databaseNames");
  }

  private static Resource shared(Space space, EmbeddedPostgreSql server, String allow) {
    space.secret("admin", server, server.password());
    space.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: ClusterProviderConfig
        metadata: {name: %s}
        spec: {engine: PostgreSQL, credentials: {source: Secret, secretRef: {name: admin, namespace: %s}}, tls: {mode: disable}, %s}
        """
            .formatted(space.name(), space.name(), allow.isEmpty() ? "maxSessions: 4" : allow));
    return space.resource(NAMESPACED, "ClusterProviderConfig", space.name());
  }

  private static DatabaseManifest through(Space space, DatabaseManifest database) {
    return database.with("{kind: ClusterProviderConfig, name: " + space.name() + "}");
  }
}
