package dev.sluice.local.certificate;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * A key pair without a certificate, such as one that signs service account tokens; PEM texts.
 *
 * @param privateKey PKCS#8
 */
public record SigningKey(String publicKey, String privateKey) {
  public SigningKey {
    requireNonNull(publicKey, "publicKey is null");
    requireNonNull(privateKey, "privateKey is null");
  }

  /** Writes {@code <name>.pub} and {@code <name>.key}, the key readable by its owner only. */
  public void write(Path folder, String name) {
    PemFile.write(folder.resolve(name + ".pub"), publicKey);
    PemFile.writeSecret(folder.resolve(name + ".key"), privateKey);
  }

  @Override
  public String toString() {
    return "SigningKey[hidden]";
  }
}
