package dev.sluice.function.server;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of a folder, for mutual TLS: callers must have one of the same authority. New ones are taken up for
 * connections that begin afterwards; where they are not a whole set, the last good ones stay in use.
 */
final class Certificates implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
  private static final int LOOK_SECONDS = 2;

  private final Path folder;
  private final AdvancedTlsX509KeyManager own = new AdvancedTlsX509KeyManager();
  private final AdvancedTlsX509TrustManager trusted;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("certificates").factory());
  private Optional<CertificateFiles> used = Optional.empty();
  private String complaint = "";

  private Certificates(Path folder) {
    this.folder = folder;
    try {
      // Whoever calls has no name that could be resolved; being signed by the authority is what counts.
      this.trusted =
          AdvancedTlsX509TrustManager.newBuilder().setVerification(AdvancedTlsX509TrustManager.Verification.CERTIFICATE_ONLY_VERIFICATION).build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java can't check certificates: " + e.getMessage(), e);
    }
  }

  /** @throws IllegalStateException where there is no whole set of certificates to begin with */
  static Certificates watch(Path folder) {
    var certificates = new Certificates(folder);
    try {
      certificates.read();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(
          "the certificates in %s can't be used: %s. It needs tls.crt, tls.key and ca.crt in PEM".formatted(folder, CertificateFiles.cause(e)), e);
    }
    certificates.clock.scheduleWithFixedDelay(certificates::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    return certificates;
  }

  ServerCredentials credentials() {
    return TlsServerCredentials.newBuilder().keyManager(own).trustManager(trusted).clientAuth(TlsServerCredentials.ClientAuth.REQUIRE).build();
  }

  private void look() {
    try {
      if (read()) {
        LOG.info("New certificates in {} are in use.", folder);
      }
      complaint = "";
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // Said once for each cause; a set that is being written is whole at the next look.
      var cause = CertificateFiles.cause(e);
      if (!cause.equals(complaint)) {
        complaint = cause;
        LOG.warn("The certificates in {} can't be used, those from before stay in use: {}", folder, cause);
      }
    }
  }

  private boolean read() throws IOException, GeneralSecurityException {
    var files = CertificateFiles.read(folder);
    if (used.filter(files::equals).isPresent()) {
      return false;
    }
    var identity = files.identity();
    var authorities = files.authorities();
    own.updateIdentityCredentials(identity.chain(), identity.key());
    trusted.updateTrustCredentials(authorities);
    used = Optional.of(files);
    return true;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
