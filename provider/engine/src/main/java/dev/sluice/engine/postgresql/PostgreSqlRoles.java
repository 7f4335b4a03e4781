package dev.sluice.engine.postgresql;

import dev.sluice.engine.ConnectionDetails;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.LoginTests;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.role.RemovalPolicy;
import dev.sluice.engine.role.RoleAccess;
import dev.sluice.engine.role.RoleChange;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.engine.role.RoleState;
import dev.sluice.engine.role.Roles;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The roles of a PostgreSQL server, which all of its databases share. */
final class PostgreSqlRoles implements Roles {
  private final Server.Login login;
  private final SessionWork work;
  private final LoginTests logins;

  PostgreSqlRoles(Server.Login login, SessionWork work, LoginTests logins) {
    this.login = login;
    this.work = work;
    this.logins = logins;
  }

  @Override
  public Optional<RoleState> observe(RoleDesign design) {
    RoleAdmission.check(design);
    // One round trip where the role's rights are in one database, since roles can be seen from any.
    var first = design.access().stream().findFirst();
    var row = first.isPresent() ? work.inside(first.get().database(), session -> RoleRow.read(session.connection(), design))
        : work.beside(design.name(), session -> RoleRow.read(session.connection(), design));
    RoleAdmission.check(design, row);
    if (row.found().isEmpty()) {
      return Optional.empty();
    }
    var works = passwordWorks(design);
    var changes = new ArrayList<>(new RoleDifferences(design, row).changes(works));
    var facts = row.found().get().facts();
    if (design.current().isPresent()) {
      var logins = work.beside(design.name(), session -> AlternateLogins.read(session.connection(), design));
      changes.addAll(logins.changes(row, works));
      facts = facts.turned(logins.turned());
    }
    changes.addAll(access(design, row));
    return Optional.of(new RoleState(facts, changes));
  }

  private boolean passwordWorks(RoleDesign design) {
    return !design.login() || design.password().map(password -> logins.works(design.username(), password)).orElse(true);
  }

  private List<RoleChange> access(RoleDesign design, RoleRow row) {
    var changes = new ArrayList<RoleChange>();
    for (var access : design.access()) {
      var former = design.former().stream().anyMatch(other -> other.database().equals(access.database()));
      changes.addAll(work.inside(access.database(), session -> new Privileges(design.name(), access).changes(session.connection(), former)));
    }
    for (var former : design.former()) {
      if (design.access().stream().noneMatch(access -> access.database().equals(former.database())) && row.databases().contains(former.database())) {
        changes.addAll(removal(design, former));
      }
    }
    return changes;
  }

  private List<RoleChange> removal(RoleDesign design, RoleAccess former) {
    // Whatever schemas it was for: all that is there is to go.
    var all = new RoleAccess(former.database(), former.preset(), List.of());
    return work.inside(former.database(), session -> new Privileges(design.name(), all).removal(session.connection()));
  }

  @Override
  public boolean alternates() {
    return true;
  }

  @Override
  public Map<String, String> connectionDetails(String role, Optional<Password> password, Optional<String> database) {
    return ConnectionDetails.of(login, "postgresql", database, role, password);
  }

  @Override
  public void create(RoleDesign design) {
    RoleAdmission.check(design);
    work.<Void>beside(design.name(), session -> NameLock.holding(session, design.name(), locked -> {
      var row = RoleRow.read(locked.connection(), design);
      RoleAdmission.check(design, row);
      if (row.found().isEmpty()) {
        SessionWork.execute(locked.connection(), creation(design));
      }
      return null;
    }));
    observe(design).ifPresent(state -> update(design, state));
  }

  /** As one transaction: a role without its claim would be taken for somebody else's. */
  private static String creation(RoleDesign design) {
    var name = Quoting.identifier(design.name());
    var itself = design.login() && design.current().isEmpty();
    var options = (itself ? " LOGIN" : " NOLOGIN") + design.connectionLimit().map(limit -> " CONNECTION LIMIT " + limit).orElse("")
        + design.password().filter(password -> itself).map(password -> " PASSWORD " + Quoting.literal(ScramVerifier.of(password))).orElse("");
    return "CREATE ROLE " + name + options + ";\n"
        + RoleDifferences.comment(name, new ClaimMarker("", Optional.of(design.claim()), false, design.turned()));
  }

  @Override
  public void update(RoleDesign design, RoleState state) {
    for (var change : state.changes()) {
      SessionWork.Task<Void> task = session -> {
        made(session.connection(), change);
        return null;
      };
      if (change.database().isPresent()) {
        work.inside(change.database().get(), task);
      } else {
        work.beside(design.name(), task);
      }
    }
    logins.forget(design.username());
  }

  private static void made(Connection connection, RoleChange change) throws SQLException {
    try {
      SessionWork.execute(connection, String.join(";\n", change.sql()));
    } catch (SQLException e) {
      if ("42501".equals(e.getSQLState())) {
        throw new EngineException(
            new Failure.MissingRight(
                Reasons.MISSING_RIGHT,
                "Not done: " + change.what() + ": " + PostgreSqlFailures.words(e)
                    + ". Let the provider's login be a member of the role that owns what is to be granted, or grant it by hand.",
                Optional.of(e.getSQLState())));
      }
      throw e;
    }
  }

  @Override
  public Optional<String> drop(RoleDesign design, RemovalPolicy policy) {
    var row = work.beside(design.name(), session -> RoleRow.read(session.connection(), design));
    var stays = row.found().flatMap(found -> RoleAdmission.stays(design, found));
    if (row.found().isEmpty() || stays.isPresent()) {
      return stays;
    }
    row.logins().forEach(login -> new RoleRemoval(work, login).remove(policy));
    new RoleRemoval(work, design.name()).remove(policy);
    logins.forget(design.name());
    return Optional.empty();
  }
}
