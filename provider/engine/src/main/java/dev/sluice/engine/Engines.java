package dev.sluice.engine;

import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The engines on the class path. */
public final class Engines {
  private final Map<String, Engine> byId;

  private Engines(Map<String, Engine> byId) {
    this.byId = byId;
  }

  public static Engines load() {
    return new Engines(
        ServiceLoader.load(Engine.class).stream()
            .map(ServiceLoader.Provider::get)
            .collect(Collectors.toUnmodifiableMap(Engine::id, Function.identity())));
  }

  public Optional<Engine> named(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  public java.util.Set<String> ids() {
    return byId.keySet();
  }

  /** See {@link Engine#warmUp}. */
  public void warmUp() {
    byId.values().forEach(Engine::warmUp);
  }
}
