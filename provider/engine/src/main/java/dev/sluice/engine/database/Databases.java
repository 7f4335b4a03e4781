package dev.sluice.engine.database;

import java.util.Optional;
import java.util.Set;

/** The databases of one server. */
public interface Databases {

  /**
   * What there is, and how it differs from what is wanted; empty where there is no such database. Changes nothing.
   *
   * @throws dev.sluice.engine.EngineException also for a design that this product can't have, with reason InvalidSpec, and
   *     for a database that another resource has claimed, with reason Conflict
   */
  Optional<DatabaseState> observe(DatabaseDesign design);

  /**
   * Whether an owner may be named at all, before anybody waits for one to be there. Asks no server.
   *
   * @param field of {@code spec.forProvider}, by which one is named
   * @throws dev.sluice.engine.EngineException where databases of this product have none, with reason InvalidSpec
   */
  default void checkOwner(String field) {}

  /**
   * Creates the database, records on the server who claims it, and installs its extensions. Where somebody else created
   * one of that name in between, fails with reason AlreadyExists. May be called again after it was interrupted.
   */
  void create(DatabaseDesign design);

  /** Names of other databases whose content a creation would copy, but for those that every server is delivered with. */
  default Set<String> copied(DatabaseDesign design) {
    return Set.of();
  }

  /** Makes the changes that {@link #observe} listed. */
  void update(DatabaseDesign design, DatabaseState state);

  /**
   * Drops the database as far as the policy allows. Nothing happens where it is gone already. Looks at nothing of the
   * design but its name and claim, so that what can't be made can still be deleted.
   *
   * @return a sentence where the database stays because another resource has claimed it; empty where it is gone
   * @throws dev.sluice.engine.EngineException with reason DeletionBlocked, naming what the database holds or who is in it
   */
  Optional<String> drop(DatabaseDesign design, DropPolicy policy);
}
