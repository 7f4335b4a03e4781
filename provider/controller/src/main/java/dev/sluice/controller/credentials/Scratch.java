package dev.sluice.controller.credentials;

import dev.sluice.api.config.AnyProviderConfig;
import dev.sluice.api.config.ProviderConfigSpec;
import dev.sluice.controller.managed.Reason;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.Kinds;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.engine.schema.ScratchServer;
import java.util.Objects;
import java.util.Optional;

/** From a ProviderConfig's {@code scratch} to the server on which its Schemas are tried. */
final class Scratch {
  private final Caches caches;
  private final Servers servers;
  private final AllowedNamespaces namespaces;

  Scratch(Caches caches, Servers servers, AllowedNamespaces namespaces) {
    this.caches = Objects.requireNonNull(caches, "caches");
    this.servers = Objects.requireNonNull(servers, "servers");
    this.namespaces = Objects.requireNonNull(namespaces, "namespaces");
  }

  /** Which other ProviderConfig one names, if it does. */
  static Optional<ObjectKey> named(ObjectKey config, ProviderConfigSpec spec) {
    return Optional.ofNullable(spec)
        .map(ProviderConfigSpec::scratch)
        .map(ProviderConfigSpec.Scratch::providerConfigRef)
        .map(reference ->
            config.kind().equals(Kinds.clusterProviderConfig())
                ? new ObjectKey(config.kind(), Optional.empty(), reference.name())
                : Credentials.key(Kinds.group(config.kind()), config.namespace(), reference));
  }

  /** @throws dev.sluice.engine.EngineException where it is missing, wrong or not allowed */
  Optional<ScratchServer> of(ObjectKey key, WakeUps.Reads reads) {
    // Gone since it was found, it is missed by the next reconcile.
    return caches.get(key, AnyProviderConfig.class).flatMap(config -> named(key, config.getSpec()).map(other -> server(key, config, other, reads)));
  }

  private ScratchServer server(ObjectKey key, AnyProviderConfig config, ObjectKey other, WakeUps.Reads reads) {
    reads.add(other);
    if (other.equals(key)) {
      throw Problems.invalid(key, "spec.scratch names itself; remove it, or name another server's ProviderConfig");
    }
    var found =
        caches
            .get(other, AnyProviderConfig.class)
            .orElseThrow(
                () ->
                    Problems.missing(
                        Reason.WaitingForReference.name(), "%s is not there yet; spec.scratch of %s names it for scratch databases.".formatted(other, key)));
    if (!found.getSpec().engine().equals(config.getSpec().engine())) {
      throw Problems.invalid(
          key,
          "spec.scratch names %s, which is a server of engine %s, and this is one of %s; name one of the same engine, or remove it"
              .formatted(other, found.getSpec().engine(), config.getSpec().engine()));
    }
    if (other.kind().equals(Kinds.clusterProviderConfig()) && key.namespace().isPresent()) {
      var allow = found.getSpec().allow();
      namespaces.check(other, allow == null ? null : allow.namespaces(), key.namespace().get());
    }
    return new ScratchServer(other.toString(), "spec.scratch of " + key, servers.open(other, found, other.namespace(), reads).handle());
  }
}
