package dev.sluice.controller.credentials;

import dev.sluice.api.common.Group;
import dev.sluice.api.common.ProviderConfigReference;
import dev.sluice.api.config.AnyProviderConfig;
import dev.sluice.api.config.ProviderConfigSpec;
import dev.sluice.api.common.SqlParameters;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.Kinds;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.engine.schema.ScratchServer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** From a managed resource's {@code providerConfigRef} to a database server that it may use. */
public final class Credentials {
  private static final List<String> ANY = List.of("*");
  private static final List<String> AS_OWNER = List.of(SqlParameters.RUN_AS_OWNER);
  private static final List<String> OWN = List.of("{namespace}_*");

  private final Caches caches;
  private final Servers servers;
  private final AllowedNamespaces namespaces;
  private final Scratch scratch;

  Credentials(Caches caches, Servers servers, AllowedNamespaces namespaces) {
    this.caches = Objects.requireNonNull(caches, "caches");
    this.servers = Objects.requireNonNull(servers, "servers");
    this.namespaces = Objects.requireNonNull(namespaces, "namespaces");
    this.scratch = new Scratch(caches, servers, namespaces);
  }

  /** Which ProviderConfig a reference means. */
  public static ObjectKey key(String group, Optional<String> namespace, ProviderConfigReference reference) {
    if (group.equals(Group.CLUSTER)) {
      return new ObjectKey(Kinds.providerConfig(group), Optional.empty(), reference.name());
    }
    return "ClusterProviderConfig".equals(reference.kind())
        ? new ObjectKey(Kinds.clusterProviderConfig(), Optional.empty(), reference.name())
        : new ObjectKey(Kinds.providerConfig(group), namespace, reference.name());
  }

  /**
   * @param namespace the managed resource's, empty for the cluster-scoped flavour
   * @throws dev.sluice.engine.EngineException where something is missing, wrong or not allowed
   */
  public Access access(
      String group, Optional<String> namespace, ProviderConfigReference reference, WakeUps.Reads reads) {
    var key = key(group, namespace, reference);
    reads.add(key);
    var config =
        caches
            .get(key, AnyProviderConfig.class)
            .orElseThrow(
                () -> Problems.missing("WaitingForProviderConfig", key + " is not there yet; spec.providerConfigRef names it."));
    return access(key, config, namespace, reads);
  }

  /**
   * Where SQL is tried that is meant for a server, if that isn't on it.
   *
   * @throws dev.sluice.engine.EngineException where the other server's ProviderConfig is missing, wrong or not allowed
   */
  public Optional<ScratchServer> scratch(Access access, WakeUps.Reads reads) {
    return scratch.of(access.config(), reads);
  }

  /** For the ProviderConfig itself, to see whether it works. */
  Servers.Opened open(ObjectKey key, AnyProviderConfig config, WakeUps.Reads reads) {
    return servers.open(key, config, key.namespace(), reads);
  }

  void forget(ObjectKey key) {
    servers.forget(key);
  }

  private Access access(ObjectKey key, AnyProviderConfig config, Optional<String> namespace, WakeUps.Reads reads) {
    var shared = key.kind().equals(Kinds.clusterProviderConfig());
    var allow =
        Optional.ofNullable(config.getSpec().allow()).orElseGet(() -> new ProviderConfigSpec.Allow(null, null, null, null));
    if (shared) {
      namespaces.check(key, allow.namespaces(), namespace.orElseThrow());
    }
    var standard = shared ? OWN : ANY;
    var names =
        new NameRules(
            key.toString(),
            NameRules.patterns(allow.databaseNames(), standard, namespace),
            NameRules.patterns(allow.roleNames(), standard, namespace),
            NameRules.patterns(allow.runAs(), shared ? AS_OWNER : ANY, namespace));
    var opened = servers.open(key, config, key.namespace(), reads);
    return new Access(key, config.getSpec().engine(), opened.server(), opened.handle(), names, Boolean.TRUE.equals(config.getSpec().allowPrivileged()));
  }
}
