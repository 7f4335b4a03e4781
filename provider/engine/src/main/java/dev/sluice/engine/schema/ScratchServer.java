package dev.sluice.engine.schema;

import dev.sluice.engine.DatabaseServer;
import java.util.Objects;

/**
 * A server on which SQL is tried in place of the one that it is meant for.
 *
 * @param name for messages, such as {@code ProviderConfig shop/scratch}
 * @param namedBy where it was named, such as {@code spec.scratch of ProviderConfig shop/default}
 */
public record ScratchServer(String name, String namedBy, DatabaseServer server) {
  public ScratchServer {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(namedBy, "namedBy");
    Objects.requireNonNull(server, "server");
  }

  @Override
  public String toString() {
    return name + ", which " + namedBy + " names";
  }
}
