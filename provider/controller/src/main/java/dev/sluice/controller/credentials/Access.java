package dev.sluice.controller.credentials;

import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.Server;
import java.util.Objects;

/**
 * A database server, as a managed resource may use it.
 *
 * @param config whose credentials they are
 * @param privileged whether roles may have rights that reach beyond databases
 * @param names what the ProviderConfig allows the resource to name
 */
public record Access(ObjectKey config, String engine, Server server, DatabaseServer database, NameRules names, boolean privileged) {
  public Access {
    Objects.requireNonNull(config, "config");
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(names, "names");
  }
}
