package dev.sluice.engine.migration;

import dev.sluice.engine.Sessions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The sessions in which a design is looked at and run: whose they are is what {@link MigrationDesign#runAs} says. */
public interface RunSessions {

  /** To look with. Changes nothing inside the database. */
  Sessions looking(MigrationDesign design);

  /**
   * To run with.
   *
   * @param run is told what of earlier runs' goes to the database's owner first
   */
  Sessions running(MigrationDesign design, MigrationRun run);

  /**
   * After each file: what it made as somebody else goes to the database's owner.
   *
   * @return what that was, in words
   */
  List<String> settle(Connection connection, MigrationDesign design) throws SQLException;

  /** Where everything runs as the login that the provider uses. */
  static RunSessions of(Sessions sessions) {
    return new RunSessions() {
      @Override
      public Sessions looking(MigrationDesign design) {
        return sessions;
      }

      @Override
      public Sessions running(MigrationDesign design, MigrationRun run) {
        return sessions;
      }

      @Override
      public List<String> settle(Connection connection, MigrationDesign design) {
        return List.of();
      }
    };
  }
}
