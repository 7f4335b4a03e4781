package dev.sluice.controller.credentials;

import dev.sluice.api.common.LocalReference;
import dev.sluice.api.config.ProviderConfigSpec;
import dev.sluice.controller.reference.ObjectKey;
import java.util.Optional;
import java.util.stream.Stream;

/** All the Secrets that a ProviderConfig names. */
final class SecretPlaces {
  private SecretPlaces() {}

  static Stream<SecretPlace> of(ObjectKey config, ProviderConfigSpec spec, Optional<String> forced) {
    var credentials = Stream.ofNullable(spec.credentials()).map(ProviderConfigSpec.Credentials::secretRef);
    var tls =
        Stream.ofNullable(spec.tls())
            .flatMap(
                t ->
                    Stream.concat(
                        Stream.ofNullable(t.caSecretRef()).map(r -> new LocalReference(r.name(), r.namespace())),
                        Stream.ofNullable(t.clientCertSecretRef())));
    return Stream.concat(credentials, tls)
        .flatMap(r -> SecretPlace.of(config, r, forced).stream());
  }
}
