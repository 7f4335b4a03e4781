package dev.sluice.controller.reference;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Secrets and ConfigMaps, watched in those namespaces alone where something refers to one. Only their versions are kept;
 * values are read when they are used.
 */
public final class WatchedObjects implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedObjects.class);
  private static final Duration SYNC = Duration.ofSeconds(20);

  private final KubernetesClient client;
  private final WakeUps wakeUps;
  private final Map<Place, SharedIndexInformer<? extends HasMetadata>> informers = new ConcurrentHashMap<>();

  private record Place(String kind, String namespace) {}

  public WatchedObjects(KubernetesClient client, WakeUps wakeUps) {
    this.client = Objects.requireNonNull(client, "client");
    this.wakeUps = Objects.requireNonNull(wakeUps, "wakeUps");
  }

  /**
   * The object's version, empty where there is none. The reader is woken up when that changes.
   *
   * @throws EngineException Transient where the namespace can't be watched
   */
  public Optional<String> version(ObjectKey key, WakeUps.Reads reads) {
    reads.add(key);
    var place = new Place(key.kind(), key.namespace().orElseThrow());
    var informer = informers.computeIfAbsent(place, this::start);
    awaitSync(place, informer);
    return Optional.ofNullable(informer.getStore().getByKey(place.namespace + "/" + key.name()))
        .map(o -> o.getMetadata().getResourceVersion());
  }

  /** Ends the watches of namespaces that nothing refers to any more. */
  public void prune() {
    informers
        .entrySet()
        .removeIf(
            e -> {
              var unused = !wakeUps.readsAny(e.getKey().kind, e.getKey().namespace);
              if (unused) {
                e.getValue().close();
              }
              return unused;
            });
  }

  @Override
  public void close() {
    informers.values().forEach(SharedIndexInformer::close);
    informers.clear();
  }

  private SharedIndexInformer<? extends HasMetadata> start(Place place) {
    LOG.debug("Watching {}s in namespace {}", place.kind, place.namespace);
    return switch (place.kind) {
      // Helm's releases and service accounts' tokens are large, many, and nobody's credentials for a database.
      case "Secret" ->
          started(
              place,
              client
                  .secrets()
                  .inNamespace(place.namespace)
                  .withoutField("type", "helm.sh/release.v1")
                  .withoutField("type", "kubernetes.io/service-account-token")
                  .runnableInformer(0));
      case "ConfigMap" ->
          started(place, client.configMaps().inNamespace(place.namespace).runnableInformer(0));
      default -> throw new IllegalArgumentException("not a watched kind: " + place.kind);
    };
  }

  private <T extends HasMetadata> SharedIndexInformer<T> started(Place place, SharedIndexInformer<T> informer) {
    informer.itemStore(new VersionStore<>());
    informer.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(T object) {
            // The first list tells of what readers are just about to read.
            if (informer.hasSynced()) {
              changed(object);
            }
          }

          @Override
          public void onUpdate(T before, T after) {
            if (!Objects.equals(before.getMetadata().getResourceVersion(), after.getMetadata().getResourceVersion())) {
              changed(after);
            }
          }

          @Override
          public void onDelete(T object, boolean stateUnknown) {
            changed(object);
          }

          private void changed(T object) {
            wakeUps.changed(
                new ObjectKey(place.kind, Optional.of(place.namespace), object.getMetadata().getName()));
          }
        });
    informer.exceptionHandler((started, e) -> true);
    informer.start();
    return informer;
  }

  private void awaitSync(Place place, SharedIndexInformer<?> informer) {
    if (informer.hasSynced()) {
      return;
    }
    try {
      informer.start().toCompletableFuture().get(SYNC.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      informers.remove(place, informer);
      informer.close();
      throw new EngineException(
          new Failure.Transient("CannotWatch", cannotWatch(place, e.getCause()), Optional.empty()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException(
          new Failure.Transient("Interrupted", cannotWatch(place, e), Optional.empty()));
    }
  }

  private static String cannotWatch(Place place, Throwable cause) {
    var why = cause instanceof KubernetesClientException k && k.getStatus() != null ? k.getStatus().getMessage() : "no answer";
    return "%ss of namespace %s can't be watched: %s. The provider's service account needs get, list and watch on them."
        .formatted(place.kind, place.namespace, why);
  }
}
