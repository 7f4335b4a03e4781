package dev.sluice.engine;

import java.util.OptionalInt;

/** One database product; found by {@link java.util.ServiceLoader}. Its package is the only place that knows its name. */
public interface Engine {

  /** The product's id, as manifests write it, such as {@code PostgreSQL}. */
  String id();

  /** Where its servers listen if nothing is said; empty for products that are files. */
  OptionalInt defaultPort();

  /**
   * A handle on one server as one user. Nothing is connected until it is used.
   *
   * @throws EngineException where the description can't be that of a server: {@link Reasons#INVALID_SERVER}
   */
  DatabaseServer open(Server server);

  /** Loads what a first connection needs, without a server, so that an ahead-of-time cache of classes has it. May be left out. */
  default void warmUp() {}
}
