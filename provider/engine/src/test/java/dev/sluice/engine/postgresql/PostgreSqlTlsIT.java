package dev.sluice.engine.postgresql;

import static dev.sluice.engine.postgresql.Servers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.BoundedSessions;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.Session;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import dev.sluice.engine.Tls.ClientCertificate;
import dev.sluice.engine.Tls.Mode;
import dev.sluice.local.certificate.CertificateAuthority;
import dev.sluice.local.certificate.Pem;
import dev.sluice.local.junit.PostgreSql;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class PostgreSqlTlsIT {
  /** Means 127.0.0.1, and isn't in the certificate. */
  private static final String OTHER_NAME = "127.1";

  private EmbeddedPostgreSql server;
  private Optional<String> authority;

  @BeforeAll
  void start() throws IOException {
    server = EmbeddedPostgreSql.builder(18).withoutFsync().tls()
        .accessRules(List.of("hostssl all by_certificate 127.0.0.1/32 cert", "hostnossl all only_secure 127.0.0.1/32 reject"))
        .start();
    authority = Optional.of(Files.readString(server.tlsAuthority().orElseThrow()));
    Servers.run(server, "postgres", "CREATE ROLE by_certificate LOGIN", "CREATE ROLE only_secure LOGIN PASSWORD 'pw'");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void theRightAuthorityAndNameLetIn() {
    assertThat(secured("127.0.0.1", new Tls(Mode.VERIFY_FULL, authority, Optional.empty()))).isEqualTo("t");
    assertThat(secured("localhost", new Tls(Mode.VERIFY_FULL, authority, Optional.empty()))).isEqualTo("t");
  }

  @Test
  void withoutVerificationOfNamesAnyNameLetsIn() {
    assertThat(secured(OTHER_NAME, new Tls(Mode.VERIFY_CA, authority, Optional.empty()))).isEqualTo("t");
  }

  @Test
  void requireEncryptsAndTrustsAnybody() {
    assertThat(secured(OTHER_NAME, new Tls(Mode.REQUIRE, Optional.empty(), Optional.empty()))).isEqualTo("t");
  }

  @Test
  void disableDoesNot() {
    assertThat(secured("127.0.0.1", Tls.DISABLED)).isEqualTo("f");
  }

  @Test
  void anotherNameIsRefusedWithItsRemedy() {
    assertTlsFailure(failure(OTHER_NAME, new Tls(Mode.VERIFY_FULL, authority, Optional.empty())), "for another host name");
  }

  @Test
  void anotherAuthorityIsRefusedWithItsRemedy() {
    Optional<String> other = Optional.of(CertificateAuthority.create("another").certificate());
    for (Mode mode : List.of(Mode.VERIFY_CA, Mode.VERIFY_FULL)) {
      assertTlsFailure(failure("127.0.0.1", new Tls(mode, other, Optional.empty())), "isn't signed by a trusted authority");
      assertTlsFailure(failure("127.0.0.1", new Tls(mode, Optional.empty(), Optional.empty())), "isn't signed by a trusted authority");
    }
  }

  @Test
  void aServerWithoutTlsIsSaidToHaveNone(@PostgreSql EmbeddedPostgreSql plain) {
    Server server = Servers.with(plain, plain.username(), plain.password(), new Tls(Mode.REQUIRE, Optional.empty(), Optional.empty()), 3);
    assertTlsFailure(failureOf(() -> connect(server)), "the server has no TLS");
  }

  @Test
  void aServerThatWantsTlsSaysSo() {
    Failure failure = failureOf(() -> connect(Servers.as(server, "only_secure", "pw")));
    assertThat(failure).isInstanceOf(Failure.MissingRight.class);
    assertThat(failure.reason()).isEqualTo(Reasons.AUTHENTICATION);
    assertThat(failure.message()).contains("no encryption");
  }

  @Test
  void aClientCertificateIsShown() {
    Pem pem = server.issueClientCertificate("by_certificate");
    Optional<ClientCertificate> client = Optional.of(new ClientCertificate(pem.certificate(), new Password(pem.privateKey())));
    assertThat(secured("127.0.0.1", "by_certificate", new Tls(Mode.VERIFY_FULL, authority, client))).isEqualTo("t");
    Failure failure = failureOf(() -> secured("127.0.0.1", "by_certificate", new Tls(Mode.VERIFY_FULL, authority, Optional.empty())));
    assertThat(failure).isInstanceOf(Failure.MissingRight.class);
    assertThat(failure.message()).contains("valid client certificate");
  }

  @Test
  void aClientCertificateOfAnotherAuthorityIsRefused() {
    Pem pem = CertificateAuthority.create("another").issueForClient("by_certificate", List.of());
    Optional<ClientCertificate> client = Optional.of(new ClientCertificate(pem.certificate(), new Password(pem.privateKey())));
    Failure failure = failureOf(() -> secured("127.0.0.1", "by_certificate", new Tls(Mode.VERIFY_FULL, authority, client)));
    assertThat(failure).isInstanceOf(Failure.MissingRight.class);
  }

  @Test
  void whatIsNoPemIsRefusedWithoutShowingIt() {
    Tls badAuthority = new Tls(Mode.VERIFY_FULL, Optional.of("gibberish"), Optional.empty());
    Tls badKey = new Tls(
        Mode.VERIFY_FULL, authority, Optional.of(new ClientCertificate(authority.orElseThrow(), new Password("-----BEGIN nonsense secret"))));
    for (Tls tls : List.of(badAuthority, badKey)) {
      Failure failure = failure("127.0.0.1", tls);
      assertThat(failure).isInstanceOf(Failure.Permanent.class);
      assertThat(failure.reason()).isEqualTo(Reasons.INVALID_SERVER);
      assertThat(failure.message()).doesNotContain("gibberish").doesNotContain("nonsense");
    }
  }

  private Failure failure(String host, Tls tls) {
    return failureOf(() -> secured(host, tls));
  }

  private static void assertTlsFailure(Failure failure, String words) {
    assertThat(failure).as(failure.message()).isInstanceOf(Failure.MissingRight.class);
    assertThat(failure.reason()).isEqualTo(Reasons.TLS);
    assertThat(failure.message()).contains(words);
  }

  private String secured(String host, Tls tls) {
    return secured(host, server.username(), tls);
  }

  private String secured(String host, String user, Tls tls) {
    return connect(new Server(new Server.Login(host, server.port(), user, new Password(server.password())), Optional.empty(), tls, Timeouts.DEFAULT, 3));
  }

  private static String connect(Server server) {
    try (Sessions sessions = BoundedSessions.of(server, new PostgreSqlConnector(server, new PostgreSqlFailures(server)));
        Session session = sessions.lease("postgres", Sessions.Purpose.LOOKING);
        ResultSet row = session.connection().createStatement()
            .executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
