package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.role.RemovalPolicy;
import dev.sluice.engine.role.RoleDesign;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a role goes: nobody logs in any more, sessions end, then its accounts are dropped. */
record RoleRemoval(RoleDesign design, RemovalPolicy policy) {

  /** @return why it stays */
  Optional<String> remove(Connection connection, RoleRow role) throws SQLException {
    var itself = role.itself();
    var conflict = RoleAdmission.conflict(design, itself);
    if (conflict.isPresent()) {
      return conflict.filter(sentence -> itself.found().isPresent());
    }
    var stays = itself.found().isEmpty() ? Optional.<String>empty() : RoleAdmission.stays(design, itself);
    // Those that take turns as it were made by us, whoever made the role itself.
    var going = new ArrayList<>(role.logins());
    if (stays.isEmpty() && itself.found().isPresent()) {
      going.add(itself);
    }
    var definitions = checked(connection, going);
    var left = new ArrayList<>(stays.stream().toList());
    for (var row : going) {
      remove(connection, row, definitions.get(row.account())).ifPresent(left::add);
    }
    if (stays.isEmpty() && itself.found().isEmpty()) {
      forget(connection, itself);
    }
    if (stays.isEmpty() && role.between().claim().filter(there -> there.claim().equals(RoleClaim.ofGroups(itself.account()))).isPresent()) {
      SessionWork.execute(connection, "DROP ROLE IF EXISTS " + role.between().account().sql());
      RoleClaim.remove(connection, role.between().account());
    }
    return left.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", left));
  }

  /** Before any of them goes. */
  private Map<Account, Definitions> checked(Connection connection, List<AccountRow> going) throws SQLException {
    var definitions = new HashMap<Account, Definitions>();
    for (var row : going) {
      RoleAdmission.checkLogin(row);
      var its = Definitions.by(connection, row.account());
      if (policy == RemovalPolicy.RESTRICT && !its.none()) {
        throw blocked(
            row,
            "it is the definer of " + its.inWords()
                + ", which would fail without it. Give these another one, or set spec.forProvider.deletion to Reassign");
      }
      definitions.put(row.account(), its);
    }
    return definitions;
  }

  private Optional<String> remove(Connection connection, AccountRow row, Definitions definitions) throws SQLException {
    if (row.account().isRole()) {
      if (!definitions.none()) {
        return Optional.of("Role " + row.account() + " stays, because it is the definer of " + definitions.inWords() + ", which would fail without it.");
      }
      SessionWork.execute(connection, "DROP ROLE IF EXISTS " + row.account().sql());
      RoleClaim.remove(connection, row.account());
      return Optional.empty();
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
    RoleClaim.remove(connection, row.account());
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
