package dev.sluice.controller.credentials;

import static dev.sluice.controller.testbed.Flavour.NAMESPACED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.controller.migration.LiveMigration;
import dev.sluice.controller.migration.MigrationManifest;
import dev.sluice.controller.testbed.Resource;
import dev.sluice.controller.testbed.Space;
import dev.sluice.controller.testbed.TestbedExtension;
import dev.sluice.local.certificate.CertificateAuthority;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a ProviderConfig says beside the credentials, as far as the session that a migration runs in. */
@ExtendWith(TestbedExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerSettingsIT {
  private static final String SECURED = "CREATE TABLE seen AS SELECT ssl::text || ' ' || coalesce(client_dn, '') AS what FROM pg_stat_ssl WHERE pid = pg_backend_pid();";
  private static final String CA = ", caSecretRef: {name: pg-ca}";

  private EmbeddedPostgreSql server;
  private String authority;

  @BeforeAll
  void start() throws IOException {
    server = EmbeddedPostgreSql.builder(18).withoutFsync().tls()
        .accessRules(List.of(
            "hostssl all by_certificate 127.0.0.1/32 cert", "hostnossl all only_secure 127.0.0.1/32 reject", "host postgres elsewhere 127.0.0.1/32 reject"))
        .start();
    authority = Files.readString(server.tlsAuthority().orElseThrow());
    run("postgres", "CREATE ROLE by_certificate SUPERUSER LOGIN; CREATE ROLE only_secure SUPERUSER LOGIN PASSWORD 'pw'; CREATE ROLE elsewhere SUPERUSER LOGIN PASSWORD 'pw'");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void theServerIsVerifiedByTheAuthorityOfASecret(Space space) {
    authority(space, "ca.crt", authority);
    config(space, "only_secure", "tls: {mode: verify-full" + CA + "}").awaits("Ready=True");
    assertThat(migrated(space, SECURED)).isEqualTo("true ");
  }

  @Test
  void theAuthorityMayStandUnderAnotherKey(Space space) {
    authority(space, "root.pem", authority);
    config(space, "only_secure", "tls: {mode: verify-ca, caSecretRef: {name: pg-ca, key: root.pem}}").awaits("Ready=True");
    assertThat(migrated(space, SECURED)).isEqualTo("true ");
  }

  @Test
  void anAuthorityThatIsMissingIsWaitedForAndAWrongOneIsSaid(Space space) {
    var config = config(space, "only_secure", "tls: {mode: verify-full" + CA + "}").awaits("Ready=False/WaitingForCredentials", "Reconciling=True");
    assertThat(config.status().message("Ready")).contains("Secret " + space.name() + "/pg-ca with key ca.crt");

    authority(space, "ca.crt", CertificateAuthority.create("another").certificate());
    config.awaits("Ready=False/TlsFailed");
    assertThat(config.status().message("Ready")).contains("isn't signed by a trusted authority");

    authority(space, "ca.crt", authority);
    config.awaits("Ready=True");
  }

  @Test
  void theClientShowsItsCertificate(Space space) {
    authority(space, "ca.crt", authority);
    var config = config(space, "by_certificate", "tls: {mode: verify-full" + CA + "}").awaits("Ready=False/AuthenticationFailed");

    var pem = server.issueClientCertificate("by_certificate");
    space.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: pg-client, namespace: %s}
        type: kubernetes.io/tls
        data: {tls.crt: %s, tls.key: %s}
        """.formatted(space.name(), base64(pem.certificate()), base64(pem.privateKey())));
    config(space, "by_certificate", "tls: {mode: verify-full" + CA + ", clientCertSecretRef: {name: pg-client}}");

    config.awaits("Ready=True");
    assertThat(migrated(space, SECURED)).startsWith("true ").contains("CN=by_certificate");
  }

  @Test
  void theDefaultDatabaseIsWhereTheProviderLogsIn(Space space) {
    var config = config(space, "elsewhere", "tls: {mode: disable}").awaits("Ready=False");
    assertThat(config.status().message("Ready")).contains("postgres");

    config(space, "elsewhere", "tls: {mode: disable}, defaultDatabase: template1");

    config.awaits("Ready=True");
    space.database("a").apply().awaits("Ready=True", "Synced=True");
    assertThat(migrated(space, "CREATE TABLE seen AS SELECT current_database() AS what;")).isEqualTo(name(space));
  }

  @Test
  void timeoutsHoldForAMigrationThatNamesNone(Space space) {
    config(space, "only_secure", "tls: {mode: require}, timeouts: {connect: 5s, lock: 1234ms, statement: 77s}").awaits("Ready=True");
    assertThat(migrated(space, "CREATE TABLE seen AS SELECT current_setting('lock_timeout') || ' ' || current_setting('statement_timeout') AS what;"))
        .isEqualTo("1234ms 77s");
  }

  @Test
  void aStatementThatTakesLongerThanTheProviderConfigAllowsIsEnded(Space space) {
    config(space, "only_secure", "tls: {mode: require}, timeouts: {statement: 300ms}").awaits("Ready=True");
    make(space);
    var migration = apply(space, manifest(space, "SELECT pg_sleep(600);").forProvider("timeouts", "{statement: 1h}"));
    migration.awaits("Ready=False/StatementTimeout", "Stalled=True");
  }

  /** What the first file of a Migration saw, on a database of its own. */
  private String migrated(Space space, String sql) {
    make(space);
    apply(space, manifest(space, sql)).awaitsVersion("1");
    try (var connection = server.connect(name(space));
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT what FROM seen")) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MigrationManifest manifest(Space space, String sql) {
    return MigrationManifest.in(space.name(), "m").database(name(space)).forProvider("runAs", "ProviderConfig").file("V1__a.sql", sql);
  }

  private static LiveMigration apply(Space space, MigrationManifest manifest) {
    space.apply(manifest.text());
    return new LiveMigration(space.client(), space.name(), manifest.name());
  }

  private static String name(Space space) {
    return space.name() + "_db";
  }

  private void make(Space space) {
    run("postgres", "CREATE DATABASE " + name(space));
  }

  /** @param entries of spec beside engine and credentials */
  private Resource config(Space space, String user, String entries) {
    space.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: admin, namespace: %s}
        stringData: {endpoint: 127.0.0.1, port: "%d", username: %s, password: pw}
        ---
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: ProviderConfig
        metadata: {name: default, namespace: %s}
        spec: {engine: PostgreSQL, credentials: {source: Secret, secretRef: {name: admin}}, %s}
        """.formatted(space.name(), server.port(), user, space.name(), entries));
    return space.resource(NAMESPACED, "ProviderConfig", "default");
  }

  private static void authority(Space space, String key, String pem) {
    space.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: pg-ca, namespace: %s}
        data: {%s: %s}
        """.formatted(space.name(), key, base64(pem)));
  }

  private static String base64(String text) {
    return java.util.Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private void run(String database, String sql) {
    try (var connection = server.connect(database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
