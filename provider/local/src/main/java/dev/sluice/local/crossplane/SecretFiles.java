package dev.sluice.local.crossplane;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.local.controlplane.Kubectl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/**
 * A Secret as files, the way a pod has it mounted.
 */
final class SecretFiles {
  private SecretFiles() {}

  /**
   * @return false as long as the Secret has no certificate
   */
  static boolean write(Kubectl kubectl, String secret, Path folder) {
    Kubectl.Result result = kubectl.run("get", "secret", secret, "--namespace=" + CoreSettings.NAMESPACE, "-o", "json");
    if (!result.succeeded()) {
      return false;
    }
    try {
      JsonNode data = new ObjectMapper().readTree(result.stdout()).path("data");
      if (data.path("tls.crt").asText().isEmpty()) {
        return false;
      }
      Files.createDirectories(folder);
      for (var entry : data.properties()) {
        Path file = folder.resolve(entry.getKey());
        Files.write(file, Base64.getDecoder().decode(entry.getValue().asText()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
      return true;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Secret " + secret + " can't be read", e);
    } catch (IOException e) {
      throw new UncheckedIOException("Secret " + secret + " can't be written to " + folder, e);
    }
  }
}
