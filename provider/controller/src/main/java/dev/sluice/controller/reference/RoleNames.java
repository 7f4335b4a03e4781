package dev.sluice.controller.reference;

import dev.sluice.api.common.Managed;
import dev.sluice.api.common.ProviderConfigReference;
import dev.sluice.api.role.RoleObservation;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import java.util.Objects;
import java.util.Optional;

/** From a Role resource to the name of its role on the server. Resolved at each reconcile and never written back into a spec. */
public final class RoleNames {
  private final Caches caches;

  public RoleNames(Caches caches) {
    this.caches = Objects.requireNonNull(caches, "caches");
  }

  /**
   * @param config the resource's own, which the Role that it refers to must share: elsewhere its name means another one
   * @throws EngineException Transient WaitingForReference where the Role is not there, or has not been created yet
   */
  public String referred(Optional<String> namespace, String group, ProviderConfigReference config, String resource, WakeUps.Reads reads) {
    var key = key(namespace, group, resource);
    reads.add(key);
    var found = caches.get(key, Managed.class).map(role -> (Managed<?, ?>) role);
    found.map(role -> role.getSpec().providerConfigRef()).filter(theirs -> !config.equals(theirs)).ifPresent(theirs -> {
      throw new EngineException(
          new Failure.Permanent(
              "ProviderConfigDiffers",
              "Role %s has another spec.providerConfigRef, which may be another server; let both refer to the same one, or name the role by spec.forProvider.role."
                  .formatted(resource),
              Optional.empty()));
    });
    return found.flatMap(RoleNames::nameOnServer).orElseThrow(() -> new EngineException(
        new Failure.Transient(
            "WaitingForReference", found.isEmpty() ? key + " is not there yet." : key + " is there, but its role is not created yet.", Optional.empty())));
  }

  /** The name, as far as it is known without waiting. */
  public Optional<String> peek(Optional<String> namespace, String group, String resource) {
    return caches.get(key(namespace, group, resource), Managed.class).flatMap(role -> nameOnServer((Managed<?, ?>) role));
  }

  private static ObjectKey key(Optional<String> namespace, String group, String resource) {
    return new ObjectKey(Kinds.of("Role", group), namespace, resource);
  }

  private static Optional<String> nameOnServer(Managed<?, ?> role) {
    return Optional.ofNullable(role.getStatus())
        .map(status -> status.atProvider())
        .filter(RoleObservation.class::isInstance)
        .map(observed -> ((RoleObservation) observed).role());
  }
}
