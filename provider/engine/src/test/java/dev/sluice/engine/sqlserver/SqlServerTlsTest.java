package dev.sluice.engine.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.SessionConnector.Outcome;
import dev.sluice.engine.Tls;
import dev.sluice.engine.Tls.Mode;
import dev.sluice.local.certificate.CertificateAuthority;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the real driver makes of a server's certificate. Behind the handshake nobody answers. */
@Timeout(60)
class SqlServerTlsTest {
  private static final String NAME = "127.0.0.1";
  /** Loopback too, and not in the certificate. */
  private static final String OTHER_NAME = "127.0.0.2";
  private static final CertificateAuthority OURS = CertificateAuthority.create("ours");
  private static final Optional<String> AUTHORITY = Optional.of(OURS.certificate());

  private final TlsOnlyServer named = new TlsOnlyServer(NAME, OURS.issueForServer("test"));
  private final TlsOnlyServer other = new TlsOnlyServer(OTHER_NAME, OURS.issueForServer("test"));

  @AfterEach
  void stop() {
    named.close();
    other.close();
  }

  @ParameterizedTest
  @EnumSource(value = Mode.class, names = {"VERIFY_CA", "VERIFY_FULL"})
  void theRightAuthorityAndNameLetIn(Mode mode) throws Exception {
    assertThat(passes(NAME, mode, AUTHORITY)).isTrue();
  }

  @Test
  void withoutVerificationOfNamesAnyNameLetsIn() throws Exception {
    assertThat(passes(OTHER_NAME, Mode.VERIFY_CA, AUTHORITY)).isTrue();
  }

  @Test
  void requireTrustsAnybody() throws Exception {
    assertThat(passes(OTHER_NAME, Mode.REQUIRE, Optional.empty())).isTrue();
  }

  @Test
  void anotherNameIsRefusedWithItsRemedy() throws Exception {
    assertThat(refusal(OTHER_NAME, Mode.VERIFY_FULL, AUTHORITY)).contains("for another host name");
  }

  @ParameterizedTest
  @EnumSource(value = Mode.class, names = {"VERIFY_CA", "VERIFY_FULL"})
  void anotherAuthorityIsRefusedWithItsRemedy(Mode mode) throws Exception {
    Optional<String> another = Optional.of(CertificateAuthority.create("another").certificate());
    assertThat(refusal(NAME, mode, another)).contains("isn't signed by a trusted authority");
    assertThat(refusal(NAME, mode, Optional.empty())).contains("isn't signed by a trusted authority");
  }

  @Test
  void connectionsAtTheSameTimeDoNotMixTheirAuthorities() throws Exception {
    Optional<String> another = Optional.of(CertificateAuthority.create("another").certificate());
    List<CompletableFuture<String>> attempts =
        Stream.iterate(0, i -> i + 1).limit(16)
            .map(i -> CompletableFuture.supplyAsync(() -> failure(NAME, Mode.VERIFY_FULL, i % 2 == 0 ? AUTHORITY : another).reason()))
            .toList();
    for (int i = 0; i < attempts.size(); i++) {
      assertThat(attempts.get(i).get()).isEqualTo(i % 2 == 0 ? Reasons.UNREACHABLE : Reasons.TLS);
    }
  }

  private boolean passes(String host, Mode mode, Optional<String> authority) throws InterruptedException {
    Failure failure = failure(host, mode, authority);
    assertThat(failure.reason()).as(failure.message()).isEqualTo(Reasons.UNREACHABLE);
    return "done".equals(at(host).outcomes().poll(10, TimeUnit.SECONDS));
  }

  private String refusal(String host, Mode mode, Optional<String> authority) throws InterruptedException {
    Failure failure = failure(host, mode, authority);
    assertThat(failure).as(failure.message()).isInstanceOf(Failure.MissingRight.class);
    assertThat(failure.reason()).isEqualTo(Reasons.TLS);
    assertThat(at(host).outcomes().poll(10, TimeUnit.SECONDS)).isEqualTo("failed");
    return failure.message();
  }

  private TlsOnlyServer at(String host) {
    return host.equals(NAME) ? named : other;
  }

  private Failure failure(String host, Mode mode, Optional<String> authority) {
    Server described = Design.server(host, at(host).port(), new Tls(mode, authority, Optional.empty()));
    Outcome outcome = new SqlServerConnector(described, new SqlServerFailures(described)).connect("master");
    assertThat(outcome).isInstanceOf(Outcome.ServerRefused.class);
    return ((Outcome.ServerRefused) outcome).failure();
  }
}
