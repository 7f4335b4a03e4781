package dev.sluice.function.server;

import dev.sluice.local.certificate.CertificateAuthority;
import dev.sluice.local.certificate.Pem;
import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;

/** A folder as Crossplane mounts it, and what its callers have. */
record CertificateFolder(Path path, CertificateAuthority authority) {

  /** With a key as Crossplane writes it: RSA in PKCS#1. */
  static CertificateFolder likeCrossplanes(Path path) {
    var folder = new CertificateFolder(path, CertificateAuthority.create("crossplane"));
    var server = folder.authority.issueRsaForServer("function-sluice");
    folder.install(server.certificate(), pkcs1(server.privateKey()));
    return folder;
  }

  CertificateFolder renewed() {
    return likeCrossplanes(path);
  }

  void install(String certificate, String key) {
    write("tls.crt", certificate);
    write("tls.key", key);
    write("ca.crt", authority.certificate());
  }

  void write(String file, String text) {
    try {
      Files.writeString(path.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ChannelCredentials client() {
    return client(Optional.of(authority.issueForClient("crossplane", List.of())));
  }

  /** @param certificate empty: calls without one */
  ChannelCredentials client(Optional<Pem> certificate) {
    try {
      var credentials = TlsChannelCredentials.newBuilder().trustManager(stream(authority.certificate()));
      if (certificate.isPresent()) {
        credentials.keyManager(stream(certificate.get().certificate()), stream(certificate.get().privateKey()));
      }
      return credentials.build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String pkcs1(String pkcs8) {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(PrivateKeys.read(pkcs8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }
}
