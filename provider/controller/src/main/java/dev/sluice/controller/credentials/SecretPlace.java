package dev.sluice.controller.credentials;

import dev.sluice.api.common.LocalReference;
import dev.sluice.controller.reference.ObjectKey;
import java.util.Optional;

/** Where a Secret is. */
record SecretPlace(String namespace, String name) {

  /** @param forced the only namespace that may be read, for a namespaced ProviderConfig */
  static Optional<SecretPlace> of(ObjectKey config, LocalReference reference, Optional<String> forced) {
    if (reference == null) {
      return Optional.empty();
    }
    var namespace = forced.or(() -> Optional.ofNullable(reference.namespace()));
    return Optional.of(
        new SecretPlace(
            namespace.orElseThrow(
                () -> Problems.invalid(config, "spec.credentials.secretRef.namespace is missing; name the Secret's namespace")),
            reference.name()));
  }
}
