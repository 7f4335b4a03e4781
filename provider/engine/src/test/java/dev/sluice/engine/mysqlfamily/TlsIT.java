package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.mysqlfamily.Target.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

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
import dev.sluice.local.mysqlfamily.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(AllProducts.class)
@Timeout(120)
class TlsIT {
  private static EmbeddedServer server;
  private static Optional<String> authority;

  private final Target plain;
  private final Target target;

  TlsIT(Target plain) {
    this.plain = plain;
    this.target = plain.with(server);
  }

  @BeforeParameterizedClassInvocation
  static void start(Target plain) throws IOException {
    server = plain.builder().get().withoutFsync().tls().start();
    authority = Optional.of(Files.readString(server.tlsAuthority().orElseThrow()));
    plain.with(server).run("CREATE USER only_secure IDENTIFIED BY 'pw' REQUIRE SSL", "CREATE USER by_certificate IDENTIFIED BY 'pw' REQUIRE X509");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @Test
  void theRightAuthorityAndNameLetIn() {
    assertThat(cipher("127.0.0.1", new Tls(Mode.VERIFY_FULL, authority, Optional.empty()))).isNotEmpty();
    assertThat(cipher("localhost", new Tls(Mode.VERIFY_FULL, authority, Optional.empty()))).isNotEmpty();
  }

  @Test
  void requireEncryptsAndTrustsAnybody() {
    assertThat(cipher("127.0.0.1", new Tls(Mode.REQUIRE, Optional.empty(), Optional.empty()))).isNotEmpty();
  }

  @Test
  void disableDoesNot() {
    assertThat(cipher("127.0.0.1", Tls.DISABLED)).isEmpty();
  }

  @Test
  void anotherNameIsRefusedWithItsRemedyWhereNamesCount() {
    try (Relay relay = new Relay(server.port())) {
      Tls full = new Tls(Mode.VERIFY_FULL, authority, Optional.empty());
      assertTlsFailure(failureOf(() -> cipher(relay, full)), "for another host name");
      assertThat(cipher(relay, new Tls(Mode.VERIFY_CA, authority, Optional.empty()))).isNotEmpty();
      assertThat(cipher(relay, new Tls(Mode.REQUIRE, Optional.empty(), Optional.empty()))).isNotEmpty();
    }
  }

  @Test
  void anotherAuthorityIsRefusedWithItsRemedy() {
    Optional<String> other = Optional.of(CertificateAuthority.create("another").certificate());
    for (Mode mode : List.of(Mode.VERIFY_CA, Mode.VERIFY_FULL)) {
      for (Optional<String> wrong : List.of(other, Optional.<String>empty())) {
        assertTlsFailure(failureOf(() -> cipher("127.0.0.1", new Tls(mode, wrong, Optional.empty()))), "isn't signed by a trusted authority");
      }
    }
  }

  @Test
  void aServerWithoutTlsIsSaidToHaveNone() {
    Server description = plain.described("root", plain.server().password(), new Tls(Mode.REQUIRE, Optional.empty(), Optional.empty()), 3);
    assertTlsFailure(failureOf(() -> cipher(description)), "the server has no TLS");
  }

  @Test
  void aServerThatWantsTlsSaysSo() {
    Failure failure = failureOf(() -> cipher(target.as("only_secure", "pw")));
    assertThat(failure).isInstanceOf(Failure.MissingRight.class);
    assertThat(failure.reason()).isEqualTo(Reasons.AUTHENTICATION);
    assertThat(failure.message()).contains("spec.tls.mode").contains("require or better");
    target.run("SET GLOBAL require_secure_transport = ON");
    try {
      Failure forAll = failureOf(() -> cipher(target.root()));
      // Older MariaDB servers know no word for it but "access denied".
      assertThat(forAll.reason()).as(forAll.message()).isIn(Reasons.TLS, Reasons.AUTHENTICATION);
      assertThat(forAll.message()).contains("spec.tls.mode").contains("require or better");
    } finally {
      try (Sessions sessions = target.sessions(secure("127.0.0.1", "root", server.password(), new Tls(Mode.REQUIRE, Optional.empty(), Optional.empty())));
          Session session = sessions.lease("", Sessions.Purpose.LOOKING)) {
        session.connection().createStatement().execute("SET GLOBAL require_secure_transport = OFF");
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void aClientCertificateIsShown() {
    Pem pem = server.issueClientCertificate("by_certificate");
    Optional<ClientCertificate> client = Optional.of(new ClientCertificate(pem.certificate(), new Password(pem.privateKey())));
    assertThat(cipher(secure("127.0.0.1", "by_certificate", "pw", new Tls(Mode.VERIFY_FULL, authority, client)))).isNotEmpty();
    Failure failure =
        failureOf(() -> cipher(secure("127.0.0.1", "by_certificate", "pw", new Tls(Mode.VERIFY_FULL, authority, Optional.empty()))));
    assertThat(failure).isInstanceOf(Failure.MissingRight.class);
    assertThat(failure.reason()).isEqualTo(Reasons.AUTHENTICATION);
  }

  @Test
  void aClientCertificateOfAnotherAuthorityIsRefused() {
    Pem pem = CertificateAuthority.create("another").issueForClient("by_certificate", List.of());
    Optional<ClientCertificate> client = Optional.of(new ClientCertificate(pem.certificate(), new Password(pem.privateKey())));
    Failure failure = failureOf(() -> cipher(secure("127.0.0.1", "by_certificate", "pw", new Tls(Mode.VERIFY_FULL, authority, client))));
    assertThat(failure.reason()).as(failure.message()).isIn(Reasons.TLS, Reasons.AUTHENTICATION, Reasons.UNREACHABLE);
  }

  @Test
  void aPasswordThatNeedsTlsNeverGoesWithoutIt() {
    if (target.isMariaDb()) {
      return;
    }
    target.run("CREATE USER sha2 IDENTIFIED WITH caching_sha2_password BY 'pw'");
    for (int attempt = 0; attempt < 2; attempt++) {
      assertTlsFailure(failureOf(() -> cipher(target.as("sha2", "pw"))), "caching_sha2_password");
    }
    assertThat(cipher(secure("127.0.0.1", "sha2", "pw", new Tls(Mode.VERIFY_FULL, authority, Optional.empty())))).isNotEmpty();
    // Now the server knows a hash of it, and a hash is all that it asks for.
    assertThat(cipher(target.as("sha2", "pw"))).isEmpty();
  }

  private static void assertTlsFailure(Failure failure, String words) {
    assertThat(failure).as(failure.message()).isInstanceOf(Failure.MissingRight.class);
    assertThat(failure.reason()).as(failure.message()).isEqualTo(Reasons.TLS);
    assertThat(failure.message()).contains(words);
  }

  private Server secure(String host, String user, String password, Tls tls) {
    return new Server(new Server.Login(host, server.port(), user, new Password(password)), Optional.empty(), tls, Timeouts.DEFAULT, 3);
  }

  private String cipher(Relay relay, Tls tls) {
    return cipher(new Server(
        new Server.Login(Relay.HOST, relay.port(), "root", new Password(server.password())), Optional.empty(), tls, Timeouts.DEFAULT, 3));
  }

  private String cipher(String host, Tls tls) {
    return cipher(secure(host, "root", server.password(), tls));
  }

  private String cipher(Server description) {
    try (Sessions sessions = target.sessions(description);
        Session session = sessions.lease("", Sessions.Purpose.LOOKING);
        ResultSet row = session.connection().createStatement().executeQuery("SHOW SESSION STATUS LIKE 'Ssl_cipher'")) {
      row.next();
      return row.getString(2);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
