package dev.sluice.controller.reference;

import dev.sluice.api.common.Managed;
import dev.sluice.api.common.ProviderConfigReference;
import dev.sluice.api.common.Selector;
import dev.sluice.api.role.RoleObservation;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;
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
    found.ifPresent(role -> checkServer(role, config));
    return found.flatMap(RoleNames::nameOnServer).orElseThrow(() -> waiting(found.isEmpty() ? key + " is not there yet." : notCreated(key)));
  }

  /** As {@link #referred}, for the first by name of the Roles that match. */
  public String selected(HasMetadata resource, String group, ProviderConfigReference config, Selector wanted, WakeUps.Reads reads) {
    var namespace = Optional.ofNullable(resource.getMetadata().getNamespace());
    var kind = Kinds.of("Role", group);
    // Another one may begin to match: each that is created or changed wakes up those whom it could concern.
    var selection = new Selection(kind, namespace, wanted, resource);
    reads.add(selection.awaited());
    var selected = caches.list(kind, namespace, Managed.class)
        .filter(selection::matches)
        .min(Comparator.comparing(role -> role.getMetadata().getName()))
        .orElseThrow(() -> waiting("No Role matches spec.forProvider.ownerSelector yet."));
    return referred(namespace, group, config, selected.getMetadata().getName(), reads);
  }

  private static void checkServer(Managed<?, ?> role, ProviderConfigReference config) {
    if (!config.equals(role.getSpec().providerConfigRef())) {
      throw new EngineException(
          new Failure.Permanent(
              "ProviderConfigDiffers",
              "Role %s has another spec.providerConfigRef, which may be another server; let both refer to the same one, or give the role's name on the server."
                  .formatted(role.getMetadata().getName()),
              Optional.empty()));
    }
  }

  private static String notCreated(ObjectKey key) {
    return key + " is there, but its role is not created yet.";
  }

  private static EngineException waiting(String message) {
    return new EngineException(new Failure.Transient("WaitingForReference", message, Optional.empty()));
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
