package dev.sluice.local.crossplane;

import java.util.List;

/**
 * How a composition function is called.
 */
@FunctionalInterface
public interface FunctionCommand {
  /**
   * Program and arguments; where its certificates are it learns from the environment, as in a cluster.
   *
   * @param address where it is to listen, such as {@code 127.0.0.1:23456}
   */
  List<String> line(String address);
}
