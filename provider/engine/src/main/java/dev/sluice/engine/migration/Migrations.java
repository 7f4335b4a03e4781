package dev.sluice.engine.migration;

/** Versioned SQL, applied to the databases of one server. */
public interface Migrations {

  /** Where the database stands. One session, read only. */
  MigrationState observe(MigrationDesign design);

  /**
   * Brings the database to its target: observes, asks {@link MigrationRun#proceed}, applies what is pending file by file,
   * and observes again, all on one session. Blocks until done. One run at a time per database, across processes: another
   * one's session is waited for, within the deadline. Where nothing is pending, or the state has problems, or the run is
   * told not to proceed, nothing is changed.
   *
   * @return where the database stands at the end
   * @throws MigrationException where a file fails, is cancelled or passes its deadline; files before it stay applied
   * @throws dev.sluice.engine.EngineException for all else
   */
  MigrationState apply(MigrationDesign design, MigrationRun run);

  /**
   * Accepts the edited texts of files that were applied before: their recorded checksums become those of the set. Of files
   * that are half done, the statements that took effect become those that stand in their places now; none is executed.
   * Nothing else in the history is touched.
   *
   * @return where the database stands afterwards
   */
  MigrationState acceptChecksums(MigrationDesign design);

  /**
   * Decides a statement whose outcome is unknown after a crash.
   *
   * @param statementDigest hex SHA-256 of the statement, as the failure named it
   * @param applied whether it took effect
   * @throws dev.sluice.engine.EngineException with reason NothingToDecide where no such statement waits for it
   */
  MigrationState decide(MigrationDesign design, String file, String statementDigest, boolean applied);
}
