package dev.sluice.engine;

/** One database product; found by {@link java.util.ServiceLoader}. Its package is the only place that knows its name. */
public interface Engine {

  /** The product's id, as manifests write it, such as {@code PostgreSQL}. */
  String id();

  /** A handle on one server as one user. Nothing is connected until it is used. */
  DatabaseServer open(Server server);
}
