package dev.sluice.engine;

/** One database product; found by {@link java.util.ServiceLoader}. Its package is the only place that knows its name. */
public interface Engine {

  /** The product's id, as manifests write it, such as {@code PostgreSQL}. */
  String id();

  /**
   * A handle on one server as one user. Nothing is connected until it is used.
   *
   * @throws EngineException where the description can't be that of a server: {@link Reasons#INVALID_SERVER}
   */
  DatabaseServer open(Server server);

  /** Loads what a first connection needs, without a server: it takes a JVM hundreds of milliseconds. May be left out. */
  default void warmUp() {}
}
