package dev.sluice.engine.database;

import java.util.Optional;

/** The databases of one server. */
public interface Databases {

  /**
   * What there is, and how it differs from what is wanted; empty where there is no such database. Changes nothing.
   *
   * @throws dev.sluice.engine.EngineException also for a design that this product can't have, with reason InvalidSpec
   */
  Optional<DatabaseState> observe(DatabaseDesign design);

  /**
   * Creates the database, records on the server who claims it, and installs its extensions. Where somebody else created
   * one of that name in between, fails with reason AlreadyExists. May be called again after it was interrupted.
   */
  void create(DatabaseDesign design);

  /** Makes the changes that {@link #observe} listed. */
  void update(DatabaseDesign design, DatabaseState state);

  /**
   * Drops the database as far as the policy allows. Nothing happens where it is gone already.
   *
   * @throws dev.sluice.engine.EngineException with reason DeletionBlocked, naming what the database holds
   */
  void drop(DatabaseDesign design, DropPolicy policy);
}
