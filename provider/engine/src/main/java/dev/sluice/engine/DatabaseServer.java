package dev.sluice.engine;

import dev.sluice.engine.database.Databases;
import dev.sluice.engine.grant.Grants;
import dev.sluice.engine.migration.Migrations;
import dev.sluice.engine.role.Roles;
import dev.sluice.engine.schema.Schemas;
import dev.sluice.engine.schema.ScratchServer;
import dev.sluice.engine.schema.lint.FileLint;
import java.util.Map;
import java.util.Optional;

/**
 * One server as one user. Sessions are opened when needed, never more at once than {@link Server#maxSessions()}, and
 * closed a few seconds after their last use. Safe for use by many threads; a thread that finds no session free waits its
 * turn, and while the server can't be reached all fail at once with the same cause instead of queueing up behind
 * connection timeouts. Every method throws {@link EngineException}, and nothing else, for what the server says.
 */
public interface DatabaseServer extends AutoCloseable {

  /** Logs in and asks who is there. */
  ServerFacts facts();

  Databases databases();

  Migrations migrations();

  /** @throws EngineException with reason NotSupported where roles of this product aren't managed */
  default Roles roles() {
    throw new EngineException(
        new Failure.Permanent(
            Reasons.NOT_SUPPORTED,
            "Roles of this engine aren't managed; make this one on the server, and delete this resource.",
            Optional.empty()));
  }

  /** @throws EngineException with reason NotSupported where privileges of this product aren't managed one by one */
  default Grants grants() {
    throw new EngineException(
        new Failure.Permanent(
            Reasons.NOT_SUPPORTED,
            "Privileges of this engine aren't managed one by one; grant them on the server, and delete this resource.",
            Optional.empty()));
  }

  /** By which migration files are looked through before they run. */
  default FileLint lint() {
    return FileLint.NONE;
  }

  /** @throws EngineException with reason NotSupported where structures of this product aren't managed declaratively */
  default Schemas schemas() {
    throw new EngineException(
        new Failure.Permanent(
            Reasons.NOT_SUPPORTED, "Declarative schemas of this engine aren't managed; use a Migration, and delete this resource.", Optional.empty()));
  }

  /**
   * The same, trying all SQL on another server, of the same product and major version.
   *
   * @throws EngineException as above, and with reason InvalidServer where that one is another product's
   */
  default Schemas schemas(ScratchServer elsewhere) {
    return schemas();
  }

  /**
   * Where a database is, for those who log in to it with credentials of their own: endpoint, port, database, jdbcUrl and uri,
   * as far as the product has them.
   */
  Map<String, String> connectionDetails(String database);

  /** Closes idle sessions now and busy ones when their work ends; new work is refused. */
  @Override
  void close();

  /** @param version as the server gives it, such as {@code 17.6} */
  record ServerFacts(String version) {}
}
