package dev.sluice.controller.crd;

import static dev.sluice.controller.crd.Manifest.CLUSTER_PROVIDER_CONFIG;
import static dev.sluice.controller.crd.Manifest.DATABASE;
import static dev.sluice.controller.crd.Manifest.DATABASE_SPEC;
import static dev.sluice.controller.crd.Manifest.LEGACY_DATABASE_SPEC;
import static dev.sluice.controller.crd.Manifest.LEGACY_MIGRATION;
import static dev.sluice.controller.crd.Manifest.LEGACY_PROVIDER_CONFIG;
import static dev.sluice.controller.crd.Manifest.MIGRATION;
import static dev.sluice.controller.crd.Manifest.MIGRATION_SPEC;
import static dev.sluice.controller.crd.Manifest.PROVIDER_CONFIG;
import static dev.sluice.controller.crd.Manifest.SCHEMA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.local.controlplane.ControlPlane;
import dev.sluice.local.controlplane.Kubectl;
import dev.sluice.local.junit.ControlPlaneExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the API server itself refuses, with which words, and that the corrected manifest passes. */
@ExtendWith(ControlPlaneExtension.class)
class CrdValidationIT {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final String NAMESPACE = "crd-validation";

  private static final String FILES = "source: {inline: {V1__a.sql: x}}";
  private static final String SECRET = "engine: PostgreSQL, credentials: {source: Secret, secretRef: {name: s}}";
  private static final String FAR_SECRET = "engine: PostgreSQL, credentials: {source: Secret, secretRef: {name: s, namespace: far}}";
  private static final String LONG = "a".repeat(129);

  private static Kubectl kubectl;

  /**
   * @param refused a fragment that breaks one rule
   * @param message what the API server must say of it
   * @param accepted the same, mended as the message says
   */
  record Row(Manifest kind, String refused, String message, String accepted) {
    @Override
    public String toString() {
      return kind + " {" + (refused.length() > 100 ? refused.substring(0, 100) + "..." : refused) + "}";
    }
  }

  @BeforeAll
  static void installCrds(ControlPlane controlPlane) {
    kubectl = controlPlane.kubectl();
    kubectl.run("apply", "-f", ROOT.resolve("package/crds").toString()).orThrow();
    kubectl.run("wait", "--for=condition=Established", "-f", ROOT.resolve("package/crds").toString()).orThrow();
    for (var namespace : List.of(NAMESPACE, "shop")) {
      controlPlane.apply("{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(namespace));
    }
  }

  static Stream<Row> rows() {
    return Stream.of(migrations(), sources(), schemas(), placeholders(), timeouts(), databases(), specs(), credentials(), allowances())
        .flatMap(rows -> rows);
  }

  private static Stream<Row> migrations() {
    var once = "forProvider must name its database exactly once: give one of databaseRef";
    return Stream.of(
        new Row(MIGRATION, FILES, once, "database: a, " + FILES),
        new Row(MIGRATION, "database: a, databaseRef: {name: a}, " + FILES, once, "databaseRef: {name: a}, " + FILES),
        new Row(LEGACY_MIGRATION, "databaseRef: {name: a}, databaseSelector: {matchLabels: {a: b}}, " + FILES, once, "databaseSelector: {matchLabels: {a: b}}, " + FILES),
        new Row(MIGRATION, "databaseSelector: {matchLabels: {}}, " + FILES, "databaseSelector would match every Database: give matchLabels", "databaseSelector: {matchControllerRef: true}, " + FILES),
        new Row(MIGRATION, "database: " + LONG + ", " + FILES, "Too long: may not be more than 128", "database: " + LONG.substring(1) + ", " + FILES),
        new Row(MIGRATION, "database: a, target: v3, " + FILES, "target must be latest or a version such as", "database: a, target: '3', " + FILES),
        new Row(MIGRATION, "database: a, target: '3.', " + FILES, "target must be latest or a version such as", "database: a, target: '2.1_4', " + FILES),
        new Row(MIGRATION, "database: a, target: 3, " + FILES, "Invalid value: \"integer\"", "database: a, target: latest, " + FILES),
        new Row(MIGRATION, "database: a, baseline: {version: one}, " + FILES, "baseline.version must be a version such as", "database: a, baseline: {version: '1.1'}, " + FILES),
        new Row(MIGRATION, "database: a, historyTable: '', " + FILES, "historyTable", "database: a, historyTable: h, " + FILES),
        new Row(MIGRATION, "database: a, historyTable: " + LONG + ", " + FILES, "Too long: may not be more than 128", "database: a, historyTable: " + LONG.substring(1) + ", " + FILES),
        new Row(MIGRATION, "database: a, schemas: [x, x], " + FILES, "Duplicate value", "database: a, schemas: [x, z], " + FILES),
        new Row(MIGRATION, "database: a", "source: Required value", "database: a, " + FILES));
  }

  private static Stream<Row> sources() {
    var empty = "source has no files: give at least one of inline, configMapRefs or secretRefs";
    var name = "a file name must be V<version>__<description>.sql";
    return Stream.concat(
        Stream.of(
            new Row(MIGRATION, "database: a, source: {}", empty, "database: a, source: {secretRefs: [{name: s}]}"),
            new Row(MIGRATION, "database: a, source: {inline: {}, configMapRefs: []}", empty, "database: a, source: {inline: {}, configMapRefs: [{name: c}]}"),
            new Row(LEGACY_MIGRATION, "database: a, source: {configMapRefs: [{name: c}]}", "namespace: Required value", "database: a, source: {configMapRefs: [{name: c, namespace: far}, {name: c, namespace: away}]}"),
            new Row(MIGRATION, "database: a, source: {configMapRefs: [{name: c}, {name: c}]}", "Duplicate value", "database: a, source: {configMapRefs: [{name: c}, {name: d}]}"),
            new Row(MIGRATION, "database: a, source: {configMapRefs: [{name: c, namespace: far}]}", "unknown field", "database: a, source: {configMapRefs: [{name: c}]}"),
            new Row(MIGRATION, "database: a, source: {digest: abc, inline: {V1__a.sql: x}}", "source.digest must be sha256: and 64 lower-case hex digits", "database: a, source: {digest: 'sha256:%s', inline: {V1__a.sql: x}}".formatted("0".repeat(64))),
            new Row(MIGRATION, "database: a, source: {inline: {V1__a.sql: x, U1__a.sql: x}}", "undo is not run; roll forward with a new V file", "database: a, source: {inline: {V1__a.sql: x, V2__a_back.sql: x}}"),
            new Row(MIGRATION, "database: a, source: {inline: {V1__%s.sql: x}}".formatted("a".repeat(250)), "a file name has at most 253 characters", "database: a, source: {inline: {V1__%s.sql: x}}".formatted("a".repeat(240)))),
        Stream.of("V1_a.sql", "v1__a.sql", "V__a.sql", "V1__.sql", "V1__a.txt", "R1__a.sql", "Va__a.sql", "a.sql", "beforeMigrate.sql", "V1__a/b.sql", "V1..2__a.sql")
            .map(file -> new Row(MIGRATION, "database: a, source: {inline: {%s: x}}".formatted(file), name, "database: a, source: {inline: {V1.2_3__a b.sql: x, V1.2_3__a b.sql.conf: x, B5__a.sql: x, R__a.sql: x}}")));
  }

  private static Stream<Row> schemas() {
    var start = "database: a, desired: {inline: {a.sql: x}}, ";
    return Stream.of(
        new Row(SCHEMA, "desired: {inline: {a.sql: x}}", "forProvider must name its database exactly once", "database: a, desired: {inline: {a.sql: x}}"),
        new Row(SCHEMA, "database: a", "desired: Required value", "database: a, desired: {configMapRefs: [{name: c}]}"),
        new Row(SCHEMA, "database: a, desired: {}", "desired has no files", "database: a, desired: {secretRefs: [{name: s}]}"),
        new Row(SCHEMA, "database: a, desired: {inline: {a.txt: x}}", "a file name must end in .sql", "database: a, desired: {inline: {a.sql: x}}"),
        new Row(SCHEMA, start + "policy: {approval: Sometimes}", "Unsupported value", start + "policy: {approval: Always}"),
        new Row(SCHEMA, start + "policy: {approvedPlan: 'sha256:*'}", "must be a plan's whole hash", start + "policy: {approvedPlan: 'sha256:%s'}".formatted("0".repeat(64))),
        new Row(SCHEMA, start + "policy: {skip: [drop-database]}", "supported values: \"drop-schema\", \"drop-table\"", start + "policy: {skip: [drop-table]}"),
        new Row(SCHEMA, start + "policy: {lint: {drop-table: fatal}}", "Unsupported value", start + "policy: {lint: {drop-table: 'off'}}"),
        new Row(SCHEMA, start + "policy: {maxRewriteBytes: lots}", "should match", start + "policy: {maxRewriteBytes: 10Gi}"),
        new Row(SCHEMA, start + "policy: {drift: Undo}", "Unsupported value", start + "policy: {drift: Correct}"),
        new Row(SCHEMA, start + "exclude: [tmp]", "exclude: write kind:schema.name", start + "exclude: ['*:public.tmp_*']"),
        new Row(SCHEMA, start + "timeouts: {deadline: 0s}", "timeouts.deadline must be a duration of more than zero", start + "timeouts: {deadline: 1m}"));
  }

  private static Stream<Row> placeholders() {
    var from = "name: p, configMapKeyRef: {name: c, key: k}";
    var exactlyOne = "placeholders.valuesFrom: give exactly one of secretKeyRef and configMapKeyRef";
    return Stream.of(
            new String[] {"values: {p: x}, valuesFrom: [{%s}]".formatted(from), "a name stands in both values and valuesFrom", "values: {q: x}, valuesFrom: [{%s}]".formatted(from)},
            new String[] {"values: {'a b': x}", "placeholders.values: a name is 1 to 64 letters", "values: {a.b_c-1: x}"},
            new String[] {"values: {'flyway:user': x}", "names with flyway: are Flyway's own", "values: {user: x}"},
            new String[] {"valuesFrom: [{name: 'a b', configMapKeyRef: {name: c, key: k}}]", "placeholders.valuesFrom: a name is 1 to 64 letters", "valuesFrom: [{%s}]".formatted(from)},
            new String[] {"valuesFrom: [{name: p}]", exactlyOne, "valuesFrom: [{name: p, secretKeyRef: {name: s, key: k}}]"},
            new String[] {"valuesFrom: [{%s, secretKeyRef: {name: s, key: k}}]".formatted(from), exactlyOne, "valuesFrom: [{%s}]".formatted(from)},
            new String[] {"valuesFrom: [{%s}, {%s}]".formatted(from, from), "Duplicate value", "valuesFrom: [{%s}]".formatted(from)})
        .map(row -> new Row(MIGRATION, inPlaceholders(row[0]), row[1], inPlaceholders(row[2])));
  }

  private static String inPlaceholders(String fragment) {
    return "database: a, " + FILES + ", placeholders: {" + fragment + "}";
  }

  private static Stream<Row> timeouts() {
    var migration = "database: a, " + FILES + ", timeouts: {%s}";
    var config = SECRET + ", timeouts: {%s}";
    return Stream.of(
        new Row(MIGRATION, migration.formatted("lock: '5'"), "timeouts.lock must be a duration of at most 596h", migration.formatted("lock: 5s")),
        new Row(MIGRATION, migration.formatted("lock: 700h"), "timeouts.lock must be a duration of at most 596h", migration.formatted("lock: 0s")),
        new Row(MIGRATION, migration.formatted("statement: -1s"), "timeouts.statement must be a duration", migration.formatted("statement: 1h30m0.5s")),
        new Row(MIGRATION, migration.formatted("statement: 999999999h"), "timeouts.statement must be a duration of at most 596h", migration.formatted("statement: 596h")),
        // Less than a millisecond would round to 0, which means: none.
        new Row(MIGRATION, migration.formatted("lock: 0.0001s"), "timeouts.lock must be a duration", migration.formatted("lock: 0.001s")),
        new Row(MIGRATION, migration.formatted("lock: 99999h99999h99999h"), "timeouts.lock must be a duration", migration.formatted("lock: 1800000ms")),
        new Row(MIGRATION, migration.formatted("deadline: 0s"), "timeouts.deadline must be a duration of more than zero", migration.formatted("deadline: 250ms")),
        new Row(PROVIDER_CONFIG, config.formatted("connect: 0s"), "timeouts.connect must be a duration of more than zero", config.formatted("connect: 2s")),
        new Row(PROVIDER_CONFIG, config.formatted("connect: 2h"), "timeouts.connect must be a duration of more than zero and at most 1h", config.formatted("connect: 1m")),
        new Row(PROVIDER_CONFIG, config.formatted("lock: 5 s"), "timeouts.lock must be a duration", config.formatted("lock: 0s")),
        new Row(PROVIDER_CONFIG, config.formatted("statement: 1d"), "timeouts.statement must be a duration", config.formatted("statement: 24h")));
  }

  private static Stream<Row> databases() {
    var icu = "postgresql.icuLocale is for the ICU provider alone: set localeProvider: icu";
    return Stream.of(
        new Row(DATABASE, "postgresql: {icuLocale: en-US}", icu, "postgresql: {localeProvider: icu, icuLocale: en-US}"),
        new Row(DATABASE, "postgresql: {localeProvider: libc, icuLocale: en-US}", icu, "postgresql: {localeProvider: libc, lcCollate: C}"),
        new Row(DATABASE, "postgresql: {localeProvider: windows}", "supported values: \"libc\", \"icu\", \"builtin\"", "postgresql: {localeProvider: builtin}"),
        new Row(DATABASE, "postgresql: {publicAccess: Grant}", "supported values: \"Revoke\", \"Keep\"", "postgresql: {publicAccess: Keep}"),
        new Row(DATABASE, "connectionLimit: -2", "should be greater than or equal to -1", "connectionLimit: -1"),
        new Row(DATABASE, "deletion: Never", "supported values: \"IfEmpty\", \"Always\", \"AlwaysEvenAdopted\"", "deletion: AlwaysEvenAdopted"),
        new Row(DATABASE, "owner: " + LONG, "Too long: may not be more than 128", "owner: " + LONG.substring(1)),
        new Row(DATABASE, "extensions: [{name: a}, {name: a}]", "Duplicate value", "extensions: [{name: a}, {name: b, version: '1.0', schema: x}]"),
        new Row(DATABASE, "oracle: {}", "unknown field \"spec.forProvider.oracle\"", "postgresql: {}"),
        new Row(DATABASE, "mysql: {}, mariadb: {}", "at most one of postgresql, mysql, mariadb, sqlserver and sqlite", "mariadb: {characterSet: utf8mb4}"),
        new Row(DATABASE, "mysql: {collation: 'a b'}", "spec.forProvider.mysql.collation", "mysql: {collation: utf8mb4_0900_ai_ci}"),
        new Row(DATABASE, "sqlserver: {recoveryModel: Never}", "supported values: \"Full\", \"BulkLogged\", \"Simple\"", "sqlserver: {recoveryModel: Simple, containment: None}"),
        new Row(DATABASE, "sqlite: {path: /etc/passwd}", "sqlite.path must be relative to the ProviderConfig's directory", "sqlite: {path: a/b.db}"),
        new Row(DATABASE, "sqlite: {path: a/../../b}", "sqlite.path must be relative to the ProviderConfig's directory", "sqlite: {path: a..b, journalMode: Wal}"));
  }

  private static Stream<Row> specs() {
    return Stream.of(
        new Row(DATABASE_SPEC, "providerConfigRef: {name: a}", "kind: Required value", "providerConfigRef: {kind: ProviderConfig, name: a}"),
        new Row(MIGRATION_SPEC, "providerConfigRef: {kind: Secret, name: a}", "supported values: \"ProviderConfig\", \"ClusterProviderConfig\"", "providerConfigRef: {kind: ClusterProviderConfig, name: a}"),
        new Row(DATABASE_SPEC, "managementPolicies: [All]", "supported values: \"Observe\"", "managementPolicies: [Observe]"),
        new Row(DATABASE_SPEC, "deletionPolicy: Orphan", "unknown field \"spec.deletionPolicy\"", "managementPolicies: [Observe, Create, Update]"),
        new Row(DATABASE_SPEC, "writeConnectionSecretToRef: {name: a, namespace: b}", "unknown field", "writeConnectionSecretToRef: {name: a}"),
        new Row(LEGACY_DATABASE_SPEC, "deletionPolicy: Keep", "supported values: \"Delete\", \"Orphan\"", "deletionPolicy: Orphan"),
        new Row(LEGACY_DATABASE_SPEC, "providerConfigRef: {kind: ProviderConfig, name: a}", "unknown field", "providerConfigRef: {name: a}"),
        new Row(DATABASE_SPEC, "providerConfigRef: {kind: ProviderConfig, name: %s}".formatted("a".repeat(64)), "providerConfigRef.name must be the name of a configuration", "providerConfigRef: {kind: ProviderConfig, name: %s}".formatted("a".repeat(63))),
        new Row(MIGRATION_SPEC, "providerConfigRef: {kind: ProviderConfig, name: 'a/b'}", "providerConfigRef.name must be the name of a configuration", "providerConfigRef: {kind: ProviderConfig, name: a-b.c}"),
        new Row(LEGACY_DATABASE_SPEC, "providerConfigRef: {name: Default}", "providerConfigRef.name must be the name of a configuration", "providerConfigRef: {name: default}"),
        new Row(DATABASE_SPEC, "writeConnectionSecretToRef: {name: orders_db}", "writeConnectionSecretToRef.name must be a name that a Secret can have", "writeConnectionSecretToRef: {name: orders-db.1}"),
        new Row(MIGRATION_SPEC, "writeConnectionSecretToRef: {name: a..b}", "writeConnectionSecretToRef.name must be a name that a Secret can have", "writeConnectionSecretToRef: {name: a.b}"),
        new Row(LEGACY_DATABASE_SPEC, "writeConnectionSecretToRef: {name: a, namespace: 'B'}", "writeConnectionSecretToRef.namespace must be the name of a namespace", "writeConnectionSecretToRef: {name: a, namespace: b}"),
        new Row(LEGACY_DATABASE_SPEC, "writeConnectionSecretToRef: {name: a}", "namespace: Required value", "writeConnectionSecretToRef: {name: a, namespace: b}"));
  }

  private static Stream<Row> credentials() {
    var file = "engine: SQLite, sqlite: {directory: /data}";
    var needs = "credentials are for engines that are reached over the network, and sqlite.directory for engine SQLite";
    var says = "credentials must hold what its source says and nothing else";
    var host = "credentials.endpoint must be a host name or an IP address alone";
    var tls = "tls.mode disable uses no certificates: remove caSecretRef and clientCertSecretRef";
    var of = "engine: PostgreSQL, credentials: {%s}";
    var environment = "source: Environment, env: {prefix: %s}";
    var folder = "source: Filesystem, fs: {path: %s}";
    var literal = "source: Secret, secretRef: {name: s}, endpoint: '%s'";
    return Stream.concat(
        Stream.of(
            new Row(PROVIDER_CONFIG, "engine: PostgreSQL", needs, SECRET),
            new Row(PROVIDER_CONFIG, "engine: SQLite", needs, "engine: SQLite, sqlite: {directory: /data}"),
            new Row(PROVIDER_CONFIG, SECRET.replace("PostgreSQL", "SQLite"), needs, "engine: SQLite, sqlite: {directory: /data}"),
            new Row(LEGACY_PROVIDER_CONFIG, FAR_SECRET + ", sqlite: {directory: /data}", needs, FAR_SECRET.replace("PostgreSQL", "SQLServer")),
            new Row(PROVIDER_CONFIG, file + ", defaultDatabase: a", "remove defaultDatabase", SECRET + ", defaultDatabase: " + LONG.substring(1)),
            new Row(CLUSTER_PROVIDER_CONFIG, file + ", defaultDatabase: a", "remove defaultDatabase", file),
            new Row(LEGACY_PROVIDER_CONFIG, file + ", timeouts: {connect: 2s}", "remove timeouts.connect", file + ", timeouts: {lock: 2s}"),
            new Row(PROVIDER_CONFIG, file + ", timeouts: {connect: 2s}", "remove timeouts.connect", file + ", timeouts: {lock: 2s, statement: 5s}"),
            new Row(PROVIDER_CONFIG, SECRET + ", defaultDatabase: " + LONG, "Too long: may not be more than 128", SECRET + ", defaultDatabase: a"),
            new Row(CLUSTER_PROVIDER_CONFIG, "engine: SQLite, sqlite: {directory: data}", "sqlite.directory must be an absolute path without ..", "engine: SQLite, sqlite: {directory: /data/..a}"),
            new Row(CLUSTER_PROVIDER_CONFIG, "engine: SQLite, sqlite: {directory: /data/..}", "sqlite.directory must be an absolute path without ..", "engine: SQLite, sqlite: {directory: /data}"),
            new Row(PROVIDER_CONFIG, SECRET.replace("PostgreSQL", "Oracle"), "supported values: \"PostgreSQL\"", SECRET),
            new Row(PROVIDER_CONFIG, of.formatted("source: Secret"), says, SECRET),
            new Row(PROVIDER_CONFIG, of.formatted("source: Environment, secretRef: {name: s}"), says, of.formatted(environment.formatted("A_"))),
            new Row(PROVIDER_CONFIG, of.formatted("source: Secret, secretRef: {name: s}, fs: {path: /a}"), says, of.formatted(folder.formatted("/a"))),
            new Row(PROVIDER_CONFIG, of.formatted(environment.formatted("a-")), "credentials.env.prefix must be upper-case letters", of.formatted(environment.formatted("A_1_"))),
            new Row(PROVIDER_CONFIG, of.formatted(folder.formatted("a/b")), "credentials.fs.path must be an absolute path without ..", of.formatted(folder.formatted("/a/b"))),
            new Row(PROVIDER_CONFIG, of.formatted(folder.formatted("/a/../b")), "credentials.fs.path must be an absolute path without ..", of.formatted(folder.formatted("/a/..b"))),
            new Row(PROVIDER_CONFIG, of.formatted("source: Secret, secretRef: {name: s}, keys: {endpoint: a/b}"), "spec.credentials.keys.endpoint", of.formatted("source: Secret, secretRef: {name: s}, keys: {endpoint: a.b}")),
            new Row(PROVIDER_CONFIG, of.formatted("source: Secret, secretRef: {name: s}, port: 0"), "should be greater than or equal to 1", of.formatted("source: Secret, secretRef: {name: s}, port: 5432")),
            new Row(PROVIDER_CONFIG, of.formatted("source: Secret, secretRef: {name: s, namespace: far}"), "unknown field", SECRET),
            new Row(CLUSTER_PROVIDER_CONFIG, SECRET, "namespace: Required value", FAR_SECRET),
            new Row(LEGACY_PROVIDER_CONFIG, SECRET, "namespace: Required value", FAR_SECRET),
            new Row(PROVIDER_CONFIG, SECRET + ", maxSessions: 2", "should be greater than or equal to 3", SECRET + ", maxSessions: 3"),
            new Row(PROVIDER_CONFIG, SECRET + ", tls: {mode: disable, caSecretRef: {name: c}}", tls, SECRET + ", tls: {caSecretRef: {name: c}}"),
            new Row(PROVIDER_CONFIG, SECRET + ", tls: {mode: disable, clientCertSecretRef: {name: c}}", tls, SECRET + ", tls: {mode: disable}"),
            new Row(PROVIDER_CONFIG, SECRET + ", tls: {mode: prefer}", "supported values: \"disable\", \"require\", \"verify-ca\", \"verify-full\"", SECRET + ", tls: {mode: require}")),
        Stream.of(
                List.of("jdbc:postgresql://pg/x", "pg"), List.of("pg:5432", "pg.shop.svc"), List.of("db:5432", "10.0.0.1"),
                List.of("admin@pg", "pg_1.example.org."), List.of("pg shop", "::1"), List.of("-pg", "fe80:0::1"))
            .map(pair -> new Row(PROVIDER_CONFIG, of.formatted(literal.formatted(pair.getFirst())), host, of.formatted(literal.formatted(pair.getLast())))));
  }

  private static Stream<Row> allowances() {
    var expression = FAR_SECRET + ", allow: {namespaces: {selector: {matchExpressions: [{key: k, %s}]}}}";
    return Stream.of(
        new Row(PROVIDER_CONFIG, SECRET + ", allow: {databaseNames: ['{team}_*']}", "allow.databaseNames: the only variable is {namespace}", SECRET + ", allow: {databaseNames: ['{namespace}_*', orders]}"),
        new Row(PROVIDER_CONFIG, SECRET + ", allow: {namespaces: {names: [a]}}", "unknown field", SECRET + ", allow: {roleNames: ['*']}"),
        new Row(CLUSTER_PROVIDER_CONFIG, FAR_SECRET + ", allow: {roleNames: ['{namespace']}", "allow.roleNames: the only variable is {namespace}", FAR_SECRET + ", allow: {namespaces: {names: [a], selector: {}}, roleNames: ['{namespace}']}"),
        new Row(LEGACY_PROVIDER_CONFIG, FAR_SECRET + ", allow: {databaseNames: ['{namespace}_*']}", "cluster-scoped resources have no namespace", FAR_SECRET + ", allow: {databaseNames: ['a_*']}"),
        new Row(LEGACY_PROVIDER_CONFIG, FAR_SECRET + ", allow: {roleNames: ['{namespace}_*']}", "cluster-scoped resources have no namespace", FAR_SECRET + ", allow: {roleNames: ['a_*']}"),
        new Row(CLUSTER_PROVIDER_CONFIG, expression.formatted("operator: In"), "In and NotIn need values, Exists and DoesNotExist take none", expression.formatted("operator: In, values: [a]")),
        new Row(CLUSTER_PROVIDER_CONFIG, expression.formatted("operator: Exists, values: [a]"), "In and NotIn need values, Exists and DoesNotExist take none", expression.formatted("operator: Exists")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aBadManifestIsRefusedWithItsRemedyAndTheMendedOneAccepted(Row row) {
    var refused = kubectl.runWithInput(row.kind().with(NAMESPACE, row.refused()), "create", "--dry-run=server", "-f", "-");
    assertThat(refused.exitCode()).as(refused.stdout()).isNotZero();
    assertThat(refused.stderr()).contains(row.message());

    kubectl.runWithInput(row.kind().with(NAMESPACE, row.accepted()), "create", "--dry-run=server", "-f", "-").orThrow();
  }

  /** Of our kinds and Kubernetes' own; those of other tools are tried where these have their definitions, in compositions. */
  static List<Path> examples() throws IOException {
    var examples = ROOT.resolve("examples");
    try (var here = Files.list(examples); var engines = Files.walk(examples.resolve("engines"))) {
      return Stream.concat(here, engines).filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theApiServerAcceptsEveryExample(Path example) {
    kubectl.run("apply", "--dry-run=server", "--validate=strict", "-f", example.toString()).orThrow();
  }

  @Test
  void whatIsLeftOutGetsItsDefault() {
    assertThat(created(MIGRATION, "database: a, baseline: {}, " + FILES, "{.spec.forProvider.target} {.spec.forProvider.historyTable}"
            + " {.spec.forProvider.outOfOrder} {.spec.forProvider.baseline} {.spec.forProvider.timeouts} {.spec.providerConfigRef}"
            + " {.spec.managementPolicies} {.status}"))
        .isEqualTo("latest flyway_schema_history false {\"onlyIfNotEmpty\":true,\"version\":\"1\"} {\"deadline\":\"1h\"}"
            + " {\"kind\":\"ClusterProviderConfig\",\"name\":\"default\"} [\"*\"] {\"observedGeneration\":-1}");
    assertThat(created(DATABASE, "", "{.spec.forProvider} {.status}")).isEqualTo("{\"deletion\":\"IfEmpty\"} {\"observedGeneration\":-1}");
    assertThat(created(LEGACY_DATABASE_SPEC, "", "{.spec.deletionPolicy} {.spec.providerConfigRef}")).isEqualTo("Delete {\"name\":\"default\"}");
    assertThat(created(PROVIDER_CONFIG, SECRET, "{.spec.tls} {.spec.timeouts} {.spec.maxSessions} {.spec.allow}"))
        .isEqualTo("{\"mode\":\"verify-full\"} {\"connect\":\"10s\",\"lock\":\"5s\",\"statement\":\"0s\"} 4 ");
    assertThat(created(CLUSTER_PROVIDER_CONFIG, FAR_SECRET + ", allow: {}", "{.spec.allow}"))
        .isEqualTo("{\"databaseNames\":[\"{namespace}_*\"],\"roleNames\":[\"{namespace}_*\"],\"runAs\":[\"Owner\"]}");
  }

  private static String created(Manifest kind, String fragment, String jsonPath) {
    return kubectl
        .runWithInput(kind.with(NAMESPACE, fragment), "create", "--dry-run=server", "-o", "jsonpath=" + jsonPath, "-f", "-")
        .orThrow()
        .stdout();
  }

  @Test
  void kubectlExplainTeaches() {
    assertThat(explained("migration.spec.forProvider"))
        .contains("databaseRef", "source <Object> -required-", "Waits until it is there", "Flyway's own default");
    assertThat(explained("database.spec.forProvider.deletion"))
        .contains("ENUM: IfEmpty Always AlwaysEvenAdopted", "drops the database only without user objects");
  }

  /** In one line: kubectl wraps the text. */
  private static String explained(String field) {
    return kubectl.run("explain", field).orThrow().stdout().replaceAll("\\s+", " ");
  }

  @Test
  void kubectlFindsTheKindsByCategoryAndShortName() {
    assertThat(kubectl.run("api-resources", "--categories=managed,sluice", "-o", "name").orThrow().stdout().lines())
        .contains("databases.db.m.sluice.dev", "migrations.db.m.sluice.dev", "databases.db.sluice.dev", "migrations.db.sluice.dev");
    assertThat(kubectl.run("get", "mig", "-n", NAMESPACE).orThrow().stderr()).doesNotContain("Warning");
  }
}
