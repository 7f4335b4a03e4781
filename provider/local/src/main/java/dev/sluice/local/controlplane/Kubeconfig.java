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
 */
record Kubeconfig(String server, String certificateAuthority, Pem client) {
  Kubeconfig {
    requireNonNull(server, "server is null");
    requireNonNull(certificateAuthority, "certificateAuthority is null");
    requireNonNull(client, "client is null");
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
          user:
            client-certificate-data: %s
            client-key-data: %s
        contexts:
        - name: sluice-local
          context:
            cluster: sluice-local
            user: sluice-local
        current-context: sluice-local
        """.formatted(server, base64(certificateAuthority), base64(client.certificate()), base64(client.privateKey()));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
