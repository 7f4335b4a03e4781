package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.role.RemovalPolicy;
import dev.sluice.engine.role.RoleDesign;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** How an account goes: nobody logs in any more, its sessions end, then it is dropped. */
record RoleRemoval(RoleDesign design, RemovalPolicy policy) {

  /** @return why it stays */
  Optional<String> remove(Connection connection, AccountRow row) throws SQLException {
    if (row.found().isEmpty()) {
      forget(connection, row);
      return Optional.empty();
    }
    var stays = RoleAdmission.stays(design, row);
    if (stays.isPresent()) {
      return stays;
    }
    RoleAdmission.checkLogin(row);
    var definitions = Definitions.by(connection, row.account());
    if (policy == RemovalPolicy.RESTRICT && !definitions.none()) {
      throw blocked(
          row,
          "it is the definer of " + definitions.inWords()
              + ", which would fail without it. Give these another one, or set spec.forProvider.deletion to Reassign");
    }
    SessionWork.execute(connection, "ALTER USER " + row.account().sql() + " ACCOUNT LOCK");
    if (!OtherSessions.of(connection, row).end(connection).none()) {
      throw blocked(row, "the ProviderConfig's user may not end its sessions. Grant it CONNECTION_ADMIN (MariaDB: CONNECTION ADMIN), or end them");
    }
    if (!definitions.none()) {
      return Optional.of(
          "Role " + row.account() + " stays, locked, because it is the definer of " + definitions.inWords() + ", which would fail without it.");
    }
    SessionWork.execute(connection, "DROP USER IF EXISTS " + row.account().sql());
    forget(connection, row);
    return Optional.empty();
  }

  private void forget(Connection connection, AccountRow row) throws SQLException {
    if (row.claim().filter(there -> there.claim().uid().equals(design.claim().uid()) || there.claim().holder().equals(design.claim().holder())).isPresent()) {
      RoleClaim.remove(connection, row.account());
    }
  }

  private static EngineException blocked(AccountRow row, String why) {
    return new EngineException(
        new Failure.MissingRight(Reasons.DELETION_BLOCKED, "Role " + row.account() + " isn't dropped because " + why + ".", Optional.empty()));
  }
}
