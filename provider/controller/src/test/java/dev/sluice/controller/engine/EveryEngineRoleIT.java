package dev.sluice.controller.engine;

import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** The same Role, whatever the product; where there are none it says so. */
@ExtendWith(TestbedExtension.class)
class EveryEngineRoleIT {
  private static final Set<String> HAVING = Set.of("PostgreSQL", "MySQL", "MariaDB", "SQLServer");

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void itIsMadeWithItsAccessAndItsSecretAndGoes(Product product, Space space) {
    product.credentials(space);
    assumeTrue(HAVING.contains(product.id()), () -> "roles of " + product.id() + " aren't managed; another test sees that it says so");
    space.database("db").apply().awaits("Ready=True");

    var role = apply(space, access(product, space, "ReadWrite")).awaits("Ready=True/Available", "Synced=True");

    assertThat(space.secret("app-db").getData()).containsKeys("endpoint", "port", "username", "password", "database", "jdbcUrl", "uri");
    assertThat(role.observed("provenance")).isEqualTo("Created");
    assertThat(role.observed("connectionLimit")).isEqualTo(limits(product) ? 3 : -1);
    assertThat(privileges(product, space)).contains("INSERT").doesNotContain("CREATE");

    apply(space, access(product, space, "ReadOnly"));
    await().until(() -> !privileges(product, space).contains("INSERT"));
    assertThat(privileges(product, space)).contains("SELECT");

    role.awaits("Ready=True/Available").delete().awaitGone();
    assertThat(accounts(product, space)).isEmpty();
  }

  @ParameterizedTest
  @ArgumentsSource(EveryEngine.class)
  void whereThereAreNoneItSaysSo(Product product, Space space) {
    product.credentials(space);
    assumeTrue(!HAVING.contains(product.id()), () -> product.id() + " has roles; another test makes one");

    var role = apply(space, "login: true").awaits("Ready=False/NotSupported", "Stalled=True");

    assertThat(role.status().message("Stalled")).contains("elete this resource");
  }

  private static Resource apply(Space space, String forProvider) {
    space.apply(
        """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: Role
        metadata: {name: %s, namespace: %s}
        spec: {forProvider: {%s}, providerConfigRef: {kind: ProviderConfig, name: default}, writeConnectionSecretToRef: {name: app-db}}
        """
            .formatted(space.unique("app"), space.name(), forProvider));
    return space.resource(NAMESPACED, "Role", space.unique("app"));
  }

  private static boolean limits(Product product) {
    return !product.id().equals("SQLServer");
  }

  private static String access(Product product, Space space, String preset) {
    return (limits(product) ? "connectionLimit: 3, " : "") + "access: [{databaseRef: {name: " + space.unique("db") + "}, preset: " + preset + "}]";
  }

  /** On what is made from now on. */
  private static List<String> privileges(Product product, Space space) {
    var name = space.unique("app");
    return switch (product.id()) {
      case "PostgreSQL" -> product.column(
          space, space.unique("db"), "SELECT DISTINCT e.privilege_type FROM pg_default_acl a, aclexplode(a.defaclacl) e WHERE e.grantee = '\"" + name + "\"'::regrole");
      case "SQLServer" -> product.column(
          space, space.unique("db"),
          "EXECUTE AS USER = N'" + name + "'; SELECT permission_name FROM sys.fn_my_permissions(NULL, 'DATABASE') WHERE permission_name IN ('SELECT', 'INSERT', 'CREATE TABLE'); REVERT");
      default -> product.column(
          space, "", "SELECT PRIVILEGE_TYPE FROM information_schema.SCHEMA_PRIVILEGES WHERE GRANTEE = CONCAT('''', '" + name + "', '''@''%''')");
    };
  }

  private static List<String> accounts(Product product, Space space) {
    var name = space.unique("app");
    return switch (product.id()) {
      case "PostgreSQL" -> product.column(space, "", "SELECT rolname FROM pg_roles WHERE rolname = '" + name + "'");
      case "SQLServer" -> product.column(space, "", "SELECT name FROM sys.sql_logins WHERE name = N'" + name + "'");
      default -> product.column(space, "", "SELECT user FROM mysql.user WHERE user = '" + name + "'");
    };
  }
}
