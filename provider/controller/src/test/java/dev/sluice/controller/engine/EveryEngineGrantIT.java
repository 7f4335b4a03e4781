package dev.sluice.controller.engine;

import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** The same Grant, whatever the product; where there are none it says so. */
@ExtendWith(TestbedExtension.class)
class EveryEngineGrantIT {
  private static final Set<String> HAVING = Set.of("PostgreSQL", "MySQL", "MariaDB", "SQLServer");

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void itComesWithItsTableAndGoes(Product product, Space space) {
    product.credentials(space);
    assumeTrue(HAVING.contains(product.id()), () -> "grants of " + product.id() + " aren't managed; another test sees that it says so");
    var grant = grant(product, space, "SELECT, INSERT");
    role(product, space);
    space.database("db").apply().awaits("Ready=True");
    grant.awaits("Ready=False/WaitingForObject");
    migration(space);

    grant.awaits("Ready=True/Available", "Synced=True");
    assertThat(privileges(product, space)).isEqualTo(2);

    grant(product, space, "SELECT");
    await().until(() -> privileges(product, space) == 1);

    grant.awaits("Ready=True/Available").delete().awaitGone();
    assertThat(privileges(product, space)).isZero();
  }

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void whereThereAreNoneItSaysSo(Product product, Space space) {
    product.credentials(space);
    assumeTrue(!HAVING.contains(product.id()), () -> product.id() + " has grants; another test makes one");
    space.database("db").apply().awaits("Ready=True");
    space.apply(manifest(space, "role: app", "t", "SELECT"));

    var grant = space.resource(NAMESPACED, "Grant", space.unique("g")).awaits("Ready=False/NotSupported", "Stalled=True");

    assertThat(grant.status().message("Stalled")).contains("elete this resource");
  }

  private static Resource grant(Product product, Space space, String privileges) {
    space.apply(manifest(space, "roleRef: {name: " + space.unique("app") + "}", table(product), privileges));
    return space.resource(NAMESPACED, "Grant", space.unique("g"));
  }

  private static String manifest(Space space, String role, String table, String privileges) {
    return """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Grant
        metadata: {name: %1$s, namespace: %2$s}
        spec:
          forProvider: {%3$s, databaseRef: {name: %4$s}, "on": {tables: [%5$s]}, privileges: [%6$s]}
          providerConfigRef: {kind: ProviderConfig, name: default}
        """
        .formatted(space.unique("g"), space.name(), role, space.unique("db"), table, privileges);
  }

  private static String table(Product product) {
    return switch (product.id()) {
      case "PostgreSQL" -> "public.t";
      case "SQLServer" -> "dbo.t";
      default -> "t";
    };
  }

  /** A group of SQL Server's is one of databases: there it logs in. */
  private static void role(Product product, Space space) {
    space.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Role
        metadata: {name: %s, namespace: %s}
        spec: {forProvider: {login: %s}, providerConfigRef: {kind: ProviderConfig, name: default}, writeConnectionSecretToRef: {name: app-db}}
        """
            .formatted(space.unique("app"), space.name(), product.id().equals("SQLServer")));
  }

  private static void migration(Space space) {
    space.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Migration
        metadata: {name: m, namespace: %s}
        spec:
          forProvider: {databaseRef: {name: %s}, source: {inline: {V1__t.sql: "CREATE TABLE t (a int);"}}}
          providerConfigRef: {kind: ProviderConfig, name: default}
        """
            .formatted(space.name(), space.unique("db")));
  }

  private static int privileges(Product product, Space space) {
    var name = space.unique("app");
    return switch (product.id()) {
      case "PostgreSQL" -> product.column(
          space, space.unique("db"), "SELECT e.privilege_type FROM pg_class c, aclexplode(c.relacl) e WHERE c.relname = 't' AND e.grantee = '\"" + name + "\"'::regrole").size();
      case "SQLServer" -> product.column(
          space, space.unique("db"),
          "SELECT permission_name FROM sys.database_permissions WHERE class = 1 AND grantee_principal_id = DATABASE_PRINCIPAL_ID(N'" + name + "')").size();
      default -> product.column(
          space, "", "SELECT PRIVILEGE_TYPE FROM information_schema.TABLE_PRIVILEGES WHERE GRANTEE LIKE CONCAT('''', '" + name + "', '''@%')").size();
    };
  }
}
