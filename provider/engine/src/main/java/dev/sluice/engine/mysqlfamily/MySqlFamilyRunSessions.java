package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.BoundedSessions;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.RunnerSessions;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationRun;
import dev.sluice.engine.migration.RunAs;
import dev.sluice.engine.migration.RunSessions;
import java.sql.Connection;
import java.util.List;

/** Migrations run as runners. Nothing has an owner here, so that nothing is handed over to one. */
record MySqlFamilyRunSessions(BoundedSessions own, Runners runners) implements RunSessions {

  @Override
  public Sessions looking(MigrationDesign design) {
    return switch (design.runAs()) {
      case RunAs.ProviderConfig provider -> own;
      case RunAs.Owner owner -> new RunnerSessions(own, runners.of(design.database()));
      case RunAs.Role(String name) -> throw Admission.permanent(
          Reasons.INVALID_SPEC,
          "spec.forProvider.runAs is " + name + ", but these servers know nobody who acts for a database's owner: set it to Owner or to ProviderConfig.");
    };
  }

  @Override
  public Sessions running(MigrationDesign design, MigrationRun run) {
    return looking(design);
  }

  @Override
  public List<String> settle(Connection connection, MigrationDesign design) {
    return List.of();
  }
}
