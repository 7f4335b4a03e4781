package dev.sluice.local.controlplane;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.certificate.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/**
 * One user of one cluster, everything embedded, so that the file works from any folder.
 *
 * @param user what proves who it is, in YAML's flow style
 */
record Kubeconfig(String server, String certificateAuthority, String user) {
  Kubeconfig {
    requireNonNull(server, "server is null");
    requireNonNull(certificateAuthority, "certificateAuthority is null");
    requireNonNull(user, "user is null");
  }

  static Kubeconfig ofCertificate(String server, String certificateAuthority, Pem client) {
    return new Kubeconfig(server, certificateAuthority, "{client-certificate-data: %s, client-key-data: %s}".formatted(
        base64(client.certificate()), base64(client.privateKey())));
  }

  static Kubeconfig ofToken(String server, String certificateAuthority, String token) {
    return new Kubeconfig(server, certificateAuthority, "{token: %s}".formatted(token));
  }

  Path write(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, yaml());
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("kubeconfig " + file + " can't be written", e);
    }
  }

  private String yaml() {
    return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: sluice-local
          cluster:
            server: %s
            certificate-authority-data: %s
        users:
        - name: sluice-local
          user: %s
        contexts:
        - name: sluice-local
          context:
            cluster: sluice-local
            user: sluice-local
        current-context: sluice-local
        """.formatted(server, base64(certificateAuthority), user);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "Kubeconfig[" + server + ", user hidden]";
  }
}
