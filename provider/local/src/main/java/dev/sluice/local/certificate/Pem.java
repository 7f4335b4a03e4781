package dev.sluice.local.certificate;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * A certificate and its private key (PKCS#8), both as PEM text.
 */
public record Pem(String certificate, String privateKey) {
  public Pem {
    requireNonNull(certificate, "certificate is null");
    requireNonNull(privateKey, "privateKey is null");
  }

  /** Writes {@code <name>.crt} and {@code <name>.key}, the key readable by its owner only. */
  public void write(Path folder, String name) {
    PemFile.write(folder.resolve(name + ".crt"), certificate);
    PemFile.writeSecret(folder.resolve(name + ".key"), privateKey);
  }

  @Override
  public String toString() {
    return "Pem[" + certificate.length() + " characters of certificate, key hidden]";
  }
}
