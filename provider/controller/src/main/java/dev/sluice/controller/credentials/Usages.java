package dev.sluice.controller.credentials;

import dev.sluice.api.common.Group;
import dev.sluice.api.common.ProviderConfigReference;
import dev.sluice.api.config.AnyProviderConfigUsage;
import dev.sluice.api.config.LegacyProviderConfigUsage;
import dev.sluice.api.config.ProviderConfigUsage;
import dev.sluice.controller.managed.Subject;
import dev.sluice.controller.reference.EndingNamespace;
import dev.sluice.controller.reference.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Crossplane's record of who uses which ProviderConfig: one object for each managed resource, named after its UID and owned
 * by it.
 *
 * <p>Source: crossplane-runtime, pkg/resource/providerconfig.go.
 */
public final class Usages {
  static final String CONFIG_LABEL = "crossplane.io/provider-config";
  static final String KIND_LABEL = "crossplane.io/provider-config-kind";

  private static final Logger LOG = LoggerFactory.getLogger(Usages.class);

  private final KubernetesClient client;
  private final Map<String, ProviderConfigReference> recorded = new ConcurrentHashMap<>();

  public Usages(KubernetesClient client) {
    this.client = Objects.requireNonNull(client, "client");
  }

  /** What the API server holds already, so that a start doesn't write it all again. */
  public void load() {
    load(ProviderConfigUsage.class);
    load(LegacyProviderConfigUsage.class);
  }

  /** Stands for "who uses that ProviderConfig", for those who want to be woken up when that changes. */
  public static ObjectKey key(ObjectKey config) {
    return new ObjectKey("Usage of " + config.kind(), config.namespace(), config.name());
  }

  /**
   * Records that the resource uses these credentials.
   *
   * @return what now has one user more or less
   */
  public Set<ProviderConfigReference> track(Subject<?, ?> subject, ProviderConfigReference reference) {
    var before = recorded.get(subject.uid());
    if (reference.equals(before)) {
      return Set.of();
    }
    var usage = usage(subject, reference);
    try {
      client.resource(usage).create();
    } catch (KubernetesClientException e) {
      // A resource that goes with its namespace must not wait for a record that can't be made any more.
      if (EndingNamespace.refused(e)) {
        return Set.of();
      }
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      client.resource(usage).patch(PatchContext.of(PatchType.JSON_MERGE), usage);
    }
    recorded.put(subject.uid(), reference);
    return before == null ? Set.of(reference) : Set.of(before, reference);
  }

  public void forget(String uid) {
    recorded.remove(uid);
  }

  private <T extends AnyProviderConfigUsage> void load(Class<T> type) {
    try {
      client.resources(type).inAnyNamespace().list().getItems().stream()
          .filter(u -> u.getProviderConfigRef() != null)
          .forEach(u -> recorded.put(u.getMetadata().getName(), u.getProviderConfigRef()));
    } catch (KubernetesClientException e) {
      // What isn't known is written once more. That a kind isn't installed yet is no news; that it can't be read is.
      LOG.atLevel(e.getCode() == HttpURLConnection.HTTP_NOT_FOUND ? Level.DEBUG : Level.INFO)
          .log("The {}s on record can't be listed: {}", type.getSimpleName(), e.getMessage());
    }
  }

  private static HasMetadata usage(Subject<?, ?> subject, ProviderConfigReference reference) {
    AnyProviderConfigUsage usage =
        subject.group().equals(Group.CLUSTER) ? new LegacyProviderConfigUsage() : new ProviderConfigUsage();
    var labels = new HashMap<>(Map.of(CONFIG_LABEL, reference.name()));
    if (reference.kind() != null) {
      labels.put(KIND_LABEL, reference.kind());
    }
    var owner = subject.object();
    usage.setMetadata(
        new ObjectMetaBuilder()
            .withName(subject.uid())
            .withNamespace(subject.namespace().orElse(null))
            .withLabels(labels)
            .withOwnerReferences(subject.asController())
            .build());
    usage.setProviderConfigRef(reference);
    usage.setResourceRef(
        new AnyProviderConfigUsage.ResourceReference(
            owner.getApiVersion(), owner.getKind(), subject.name(), subject.uid()));
    return usage;
  }
}
