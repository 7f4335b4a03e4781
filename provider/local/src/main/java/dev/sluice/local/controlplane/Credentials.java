package dev.sluice.local.controlplane;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.certificate.CertificateAuthority;
import java.nio.file.Path;

/**
 * Keys and certificates of one control plane: one authority signs its server and all its clients.
 *
 * @param folder holds ca.crt, apiserver.crt, apiserver.key, service-accounts.pub and service-accounts.key
 */
record Credentials(CertificateAuthority authority, Path folder) {
  Credentials {
    requireNonNull(authority, "authority is null");
    requireNonNull(folder, "folder is null");
  }

  static Credentials create(Path folder) {
    CertificateAuthority authority = CertificateAuthority.create("sluice-local");
    authority.issueForServer("kube-apiserver").write(folder, "apiserver");
    CertificateAuthority.newSigningKey().write(folder, "service-accounts");
    authority.write(folder.resolve("ca.crt"));
    return new Credentials(authority, folder);
  }

  String file(String name) {
    return folder.resolve(name).toString();
  }
}
