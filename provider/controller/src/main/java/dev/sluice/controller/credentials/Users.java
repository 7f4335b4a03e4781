package dev.sluice.controller.credentials;

import dev.sluice.api.common.Group;
import dev.sluice.api.common.Managed;
import dev.sluice.api.config.AnyProviderConfig;
import dev.sluice.api.config.AnyProviderConfigUsage;
import dev.sluice.api.config.ClusterProviderConfig;
import dev.sluice.api.config.LegacyProviderConfig;
import dev.sluice.api.config.LegacyProviderConfigUsage;
import dev.sluice.api.config.ProviderConfig;
import dev.sluice.api.config.ProviderConfigUsage;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.Kinds;
import dev.sluice.controller.reference.ObjectKey;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who uses a ProviderConfig. The managed resources themselves are counted, those being deleted included: Crossplane's usage
 * objects go first in a foreground deletion, and a ProviderConfig that went with them would leave resources that can never
 * be deleted.
 */
final class Users {
  private static final List<String> KINDS = List.of("Database", "Role", "Grant", "Migration", "Schema");

  private final Caches caches;
  private final KubernetesClient client;

  Users(Caches caches, KubernetesClient client) {
    this.caches = Objects.requireNonNull(caches, "caches");
    this.client = Objects.requireNonNull(client, "client");
  }

  /** Whether they can be counted already: at a start, credentials come before those who use them. */
  boolean areKnown() {
    return caches.isComplete();
  }

  long of(ObjectKey config) {
    var group = group(config);
    return KINDS.stream()
        .flatMap(kind -> caches.list(Kinds.of(kind, group), config.namespace(), Managed.class))
        .map(m -> (Managed<?, ?>) m)
        .filter(m -> m.getSpec() != null && m.getSpec().providerConfigRef() != null)
        .filter(
            m ->
                Credentials.key(
                        group, Optional.ofNullable(m.getMetadata().getNamespace()), m.getSpec().providerConfigRef())
                    .equals(config))
        .count();
  }

  /** Whether the API server knows of a usage with a living owner; our caches may lag behind it. */
  boolean onRecord(ObjectKey config) {
    return config.kind().endsWith(Group.NAMESPACED)
        ? onRecord(ProviderConfigUsage.class, config)
        : onRecord(LegacyProviderConfigUsage.class, config);
  }

  /**
   * Which ProviderConfigs have their scratch databases on its server. One that goes, too, and that nothing uses, holds nobody up:
   * two may name each other. Asked of the API server: this is the record, and our caches may lag behind it.
   */
  List<ObjectKey> referring(ObjectKey config) {
    if (config.kind().equals(Kinds.clusterProviderConfig())) {
      var namespaced = caches.has(Kinds.providerConfig(Group.NAMESPACED)) ? referring(ProviderConfig.class, config) : Stream.<ObjectKey>empty();
      return Stream.concat(namespaced, referring(ClusterProviderConfig.class, config)).toList();
    }
    var type = group(config).equals(Group.NAMESPACED) ? ProviderConfig.class : LegacyProviderConfig.class;
    return referring(type, config).toList();
  }

  private <C extends AnyProviderConfig> Stream<ObjectKey> referring(Class<C> type, ObjectKey config) {
    var all = client.resources(type);
    var place = config.namespace().isPresent() ? all.inNamespace(config.namespace().get()) : all.inAnyNamespace();
    return place.list().getItems().stream()
        .map(other -> Map.entry(key(other, config), other))
        .filter(other -> !other.getKey().equals(config) && Scratch.named(other.getKey(), other.getValue().getSpec()).equals(Optional.of(config)))
        .filter(other -> other.getValue().getMetadata().getDeletionTimestamp() == null || of(other.getKey()) > 0)
        .map(Map.Entry::getKey);
  }

  private static ObjectKey key(AnyProviderConfig config, ObjectKey sameGroup) {
    var place = config.getMetadata();
    return new ObjectKey(Kinds.of(config.getKind(), group(sameGroup)), Optional.ofNullable(place.getNamespace()), place.getName());
  }

  private <U extends AnyProviderConfigUsage> boolean onRecord(Class<U> type, ObjectKey config) {
    var all = client.resources(type);
    var place = config.namespace().isPresent() ? all.inNamespace(config.namespace().get()) : all.inAnyNamespace();
    return place
        .withLabel(Usages.CONFIG_LABEL, config.name())
        .list(new ListOptionsBuilder().withLimit(50L).build())
        .getItems()
        .stream()
        .filter(u -> u.getMetadata().getDeletionTimestamp() == null)
        // What a backup restored without its owner stands for nothing.
        .filter(u -> !u.getMetadata().getOwnerReferences().isEmpty())
        .anyMatch(u -> isOf(config, u) && ownerLives(u));
  }

  private static boolean isOf(ObjectKey config, AnyProviderConfigUsage usage) {
    var reference = usage.getProviderConfigRef();
    var namespace = Optional.ofNullable(usage.getMetadata().getNamespace());
    return reference != null && Credentials.key(group(config), namespace, reference).equals(config);
  }

  /** Asked of the API server, for where nothing collects the garbage a usage outlives its owner. */
  private boolean ownerLives(AnyProviderConfigUsage usage) {
    var resource = usage.getResourceRef();
    if (resource == null) {
      return false;
    }
    var all = client.genericKubernetesResources(resource.apiVersion(), resource.kind());
    var namespace = usage.getMetadata().getNamespace();
    var owner = (namespace == null ? all : all.inNamespace(namespace)).withName(resource.name()).get();
    return owner != null && owner.getMetadata().getUid().equals(usage.getMetadata().getName());
  }

  private static String group(ObjectKey config) {
    return Kinds.group(config.kind());
  }
}
