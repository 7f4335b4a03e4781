package dev.sluice.controller.credentials;

import dev.sluice.api.config.AnyProviderConfig;
import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.controller.reference.WakeUps;
import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Engines;
import dev.sluice.engine.Server;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One handle on a database server for each ProviderConfig, kept for as long as neither its spec nor a Secret that it names
 * changes. A handle that was replaced finishes what it is doing and closes.
 */
public final class Servers implements AutoCloseable {
  private final Engines engines;
  private final Secrets secrets;
  private final ServerDesign design;
  private final Map<ObjectKey, Open> open = new ConcurrentHashMap<>();

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
    var server = design.read(key, config.getSpec(), namespace, reads);
    var replaced = new DatabaseServer[1];
    var now =
        open.compute(
            key,
            (k, before) -> {
              if (before != null && isCurrent(before, config, versions)) {
                return before;
              }
              var generation = config.getMetadata().getGeneration();
              var uid = config.getMetadata().getUid();
              if (before != null && before.server.equals(server) && before.uid.equals(uid)) {
                return new Open(uid, generation, versions, server, before.handle);
              }
              replaced[0] = before == null ? null : before.handle;
              return new Open(uid, generation, versions, server, connect(key, config, server));
            });
    if (replaced[0] != null) {
      replaced[0].close();
    }
    return new Opened(now.server, now.handle);
  }

  void forget(ObjectKey key) {
    var gone = open.remove(key);
    if (gone != null) {
      gone.handle.close();
    }
  }

  @Override
  public void close() {
    open.keySet().forEach(this::forget);
  }

  private DatabaseServer connect(ObjectKey key, AnyProviderConfig config, Server server) {
    var engine = config.getSpec().engine();
    return engines
        .named(engine)
        .orElseThrow(
            () ->
                Problems.invalid(
                    key, "spec.engine is %s; this provider has %s".formatted(engine, String.join(", ", engines.ids()))))
        .open(server);
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
