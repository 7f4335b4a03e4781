package dev.sluice.controller.credentials;

import dev.sluice.api.config.AnyProviderConfig;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Engine;
import dev.sluice.engine.Engines;
import dev.sluice.engine.Server;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One handle on a database server for each ProviderConfig, kept for as long as neither its spec nor a Secret that it names
 * changes. A handle that was replaced finishes what it is doing and closes.
 */
public final class Servers implements AutoCloseable {
  private final Engines engines;
  private final Secrets secrets;
  private final ServerDesign design;
  private final Map<ObjectKey, Open> open = new ConcurrentHashMap<>();
  private final Map<ObjectKey, ReentrantLock> turns = new ConcurrentHashMap<>();

  /** @param versions of the Secrets that it was made from, by namespace/name */
  private record Open(String uid, long generation, Map<SecretPlace, String> versions, Server server, DatabaseServer handle) {}

  /** A server and the handle on it. */
  record Opened(Server server, DatabaseServer handle) {}

  Servers(Engines engines, Secrets secrets, ServerDesign design) {
    this.engines = Objects.requireNonNull(engines, "engines");
    this.secrets = Objects.requireNonNull(secrets, "secrets");
    this.design = Objects.requireNonNull(design, "design");
  }

  /** @param namespace as in {@link ServerDesign#read} */
  Opened open(ObjectKey key, AnyProviderConfig config, Optional<String> namespace, WakeUps.Reads reads) {
    var versions = versions(key, config, namespace, reads);
    var known = open.get(key);
    if (known != null && isCurrent(known, config, versions)) {
      return new Opened(known.server, known.handle);
    }
    // One reads for all: at a start, or after a rotation, every resource of the server asks at once.
    var turn = turns.computeIfAbsent(key, k -> new ReentrantLock());
    turn.lock();
    try {
      return opened(key, config, namespace, versions, reads);
    } finally {
      turn.unlock();
    }
  }

  private Opened opened(
      ObjectKey key,
      AnyProviderConfig config,
      Optional<String> namespace,
      Map<SecretPlace, String> versions,
      WakeUps.Reads reads) {
    var before = open.get(key);
    if (before != null && isCurrent(before, config, versions)) {
      return new Opened(before.server, before.handle);
    }
    var engine = engine(key, config);
    var server = design.read(key, config.getSpec(), engine, namespace, reads);
    var uid = config.getMetadata().getUid();
    var keeps = before != null && before.server.equals(server) && before.uid.equals(uid);
    var handle = keeps ? before.handle : engine.open(server);
    open.put(key, new Open(uid, config.getMetadata().getGeneration(), versions, server, handle));
    if (before != null && !keeps) {
      before.handle.close();
    }
    return new Opened(server, handle);
  }

  void forget(ObjectKey key) {
    var gone = open.remove(key);
    turns.remove(key);
    if (gone != null) {
      gone.handle.close();
    }
  }

  @Override
  public void close() {
    open.keySet().forEach(this::forget);
  }

  private Engine engine(ObjectKey key, AnyProviderConfig config) {
    var id = config.getSpec().engine();
    return engines
        .named(id)
        .orElseThrow(
            () -> Problems.invalid(key, "spec.engine is %s; this provider has %s".formatted(id, String.join(", ", engines.ids()))));
  }

  private static boolean isCurrent(Open known, AnyProviderConfig config, Map<SecretPlace, String> versions) {
    return known.uid.equals(config.getMetadata().getUid())
        && known.generation == config.getMetadata().getGeneration()
        && known.versions.equals(versions);
  }

  private Map<SecretPlace, String> versions(
      ObjectKey key, AnyProviderConfig config, Optional<String> namespace, WakeUps.Reads reads) {
    var versions = new HashMap<SecretPlace, String>();
    SecretPlaces.of(key, config.getSpec(), namespace)
        .forEach(p -> versions.put(p, secrets.version(p.namespace(), p.name(), reads).orElse("")));
    return versions;
  }
}
