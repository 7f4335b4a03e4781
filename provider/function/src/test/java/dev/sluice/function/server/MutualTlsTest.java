package dev.sluice.function.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.function.proto.ResponseMeta;
import dev.sluice.function.proto.RunFunctionRequest;
import dev.sluice.function.proto.RunFunctionResponse;
import dev.sluice.local.certificate.CertificateAuthority;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutualTlsTest {
  @TempDir Path path;

  private static FunctionServer start(CertificateFolder folder) {
    var listening = new Listening(Optional.of("127.0.0.1"), 0, Optional.of(folder.path()), 1 << 20, 8, Duration.ofSeconds(10), Duration.ofSeconds(1));
    return FunctionServer.start(listening, MutualTlsTest::echo);
  }

  private static RunFunctionResponse echo(RunFunctionRequest request) {
    return RunFunctionResponse.newBuilder().setMeta(ResponseMeta.newBuilder().setTag(request.getMeta().getTag())).build();
  }

  @Test
  void aKeyAsCrossplaneWritesItIsRead() throws Exception {
    var folder = CertificateFolder.likeCrossplanes(path);
    assertThat(Files.readString(path.resolve("tls.key"))).startsWith("-----BEGIN RSA PRIVATE KEY-----");

    try (var server = start(folder); var caller = Caller.of(server, folder.client())) {
      assertThat(caller.call("t1").getMeta().getTag()).isEqualTo("t1");
    }
  }

  @Test
  void anEllipticKeyIsReadToo() {
    var folder = CertificateFolder.likeCrossplanes(path);
    var server = folder.authority().issueForServer("function-sluice");
    folder.install(server.certificate(), server.privateKey());

    try (var running = start(folder); var caller = Caller.of(running, folder.client())) {
      assertThat(caller.call("t1").getMeta().getTag()).isEqualTo("t1");
    }
  }

  @Test
  void whoHasNoCertificateIsRefused() {
    var folder = CertificateFolder.likeCrossplanes(path);

    try (var server = start(folder); var caller = Caller.of(server, folder.client(Optional.empty()))) {
      assertUnavailable(caller);
    }
  }

  @Test
  void whoHasACertificateOfAnotherAuthorityIsRefused() {
    var folder = CertificateFolder.likeCrossplanes(path);
    var stranger = CertificateAuthority.create("stranger").issueForClient("crossplane", List.of());

    try (var server = start(folder); var caller = Caller.of(server, folder.client(Optional.of(stranger)))) {
      assertUnavailable(caller);
    }
  }

  @Test
  void whoComesWithoutTlsIsRefused() {
    try (var server = start(CertificateFolder.likeCrossplanes(path)); var caller = Caller.inPlain(server)) {
      assertUnavailable(caller);
    }
  }

  @Test
  void newCertificatesAreTakenUpWithoutARestart() {
    var before = CertificateFolder.likeCrossplanes(path);
    try (var server = start(before); var staying = Caller.of(server, before.client())) {
      staying.call("t1");

      var after = before.renewed();

      await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> answers(server, after));
      try (var late = Caller.of(server, before.client())) {
        assertUnavailable(late);
      }
      assertThat(staying.call("t2").getMeta().getTag()).as("a connection from before").isEqualTo("t2");
    }
  }

  @Test
  void aSetThatIsNotWholeChangesNothing() {
    var folder = CertificateFolder.likeCrossplanes(path);
    try (var server = start(folder)) {
      var other = folder.authority().issueRsaForServer("function-sluice");
      var good = folder.authority().issueRsaForServer("function-sluice");

      folder.write("tls.key", other.privateKey());
      assertThat(answers(server, folder)).isTrue();

      folder.install(good.certificate(), good.privateKey());
      var renewed = folder.renewed();
      await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> answers(server, renewed));
    }
  }

  private static boolean answers(FunctionServer server, CertificateFolder folder) {
    try (var caller = Caller.of(server, folder.client())) {
      return caller.call("t").getMeta().getTag().equals("t");
    }
  }

  private static void assertUnavailable(Caller caller) {
    assertThatThrownBy(() -> caller.call("t"))
        .isInstanceOfSatisfying(StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
  }

  @Test
  void whatIsMissingIsNamed() {
    var folder = CertificateFolder.likeCrossplanes(path);
    assertThat(path.resolve("ca.crt").toFile().delete()).isTrue();

    assertThatThrownBy(() -> start(folder)).isInstanceOf(IllegalStateException.class).hasMessageContaining(path.toString()).hasMessageContaining("ca.crt is missing");
  }

  @Test
  void aKeyOfAnotherCertificateIsNamed() {
    var folder = CertificateFolder.likeCrossplanes(path);
    folder.write("tls.key", folder.authority().issueRsaForServer("other").privateKey());

    assertThatThrownBy(() -> start(folder)).hasMessageContaining("tls.key doesn't belong to tls.crt");
  }
}
