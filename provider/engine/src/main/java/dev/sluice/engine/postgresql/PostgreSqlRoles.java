package dev.sluice.engine.postgresql;

import dev.sluice.engine.ConnectionDetails;
import dev.sluice.engine.LoginTests;
import dev.sluice.engine.Password;
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
    // Roles can be seen from any database: where it has rights in one, all is asked there, and at once.
    var first = design.access().stream().findFirst().filter(access -> !access.preset().actsAsOwner() && design.former().isEmpty());
    var seen = first.isPresent()
        ? work.inside(first.get().database(), session -> seen(session.connection(), design, first.get()))
        : new Seen(work.beside(design.name(), session -> RoleRow.question(design).ask(session.connection())), List.of());
    return judged(design, seen, design.access().stream().filter(access -> !first.equals(Optional.of(access))).toList());
  }

  /** @param changes of the access that was looked at along with it */
  private record Seen(RoleRow row, List<RoleChange> changes) {}

  private static Seen seen(Connection inside, RoleDesign design, RoleAccess access) throws SQLException {
    var privileges = new Privileges(design.name(), access);
    record Both(RoleRow row, Optional<Privileges.Found> found) {}
    var both = Question.ask(inside, RoleRow.question(design), privileges.question(), Both::new);
    RoleAdmission.check(design, both.row());
    return new Seen(both.row(), both.found().isPresent() ? privileges.changes(both.found().get(), List.of()) : List.of());
  }

  /** @param unseen access that is still to be looked at */
  private Optional<RoleState> judged(RoleDesign design, Seen seen, List<RoleAccess> unseen) {
    var row = seen.row();
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
    changes.addAll(seen.changes());
    changes.addAll(access(design, unseen, row));
    return Optional.of(new RoleState(facts, changes));
  }

  private boolean passwordWorks(RoleDesign design) {
    return !design.login() || design.password().map(password -> logins.works(design.username(), password)).orElse(true);
  }

  private List<RoleChange> access(RoleDesign design, List<RoleAccess> unseen, RoleRow row) {
    var changes = new ArrayList<RoleChange>();
    for (var access : unseen) {
      changes.addAll(
          work.inside(
              access.database(),
              session ->
                  access.preset().actsAsOwner()
                      ? new OwnerAccess(design, access).changes(session.connection())
                      : privileges(design, access, session.connection())));
    }
    for (var former : design.former()) {
      var still = design.access().stream().filter(access -> access.database().equals(former.database())).findFirst();
      if (former.preset().actsAsOwner() && still.filter(access -> access.preset().actsAsOwner()).isEmpty() && row.existing().contains(former.database())) {
        changes.addAll(work.inside(former.database(), session -> new OwnerAccess(design, former).removal(session.connection())));
      } else if (still.isEmpty() && row.databases().contains(former.database())) {
        changes.addAll(removal(design, former));
      }
    }
    return changes;
  }

  private static List<RoleChange> privileges(RoleDesign design, RoleAccess access, Connection inside) throws SQLException {
    var privileges = new Privileges(design.name(), access);
    // What it may do as the owner it will not any more; here the rest comes first, so that nothing is missing in between.
    var leaving = design.former().stream().filter(former -> former.database().equals(access.database()) && former.preset().actsAsOwner())
        .map(former -> new OwnerAccess(design, former)).findFirst();
    return leaving.isPresent() && !leaving.get().removal(inside).isEmpty() ? privileges.all(inside) : privileges.changes(inside, design.hadOther(access) ? Optional.of(surplus(design)) : Optional.empty());
  }

  private List<RoleChange> removal(RoleDesign design, RoleAccess former) {
    var going = work.inside(former.database(), session -> surplus(design).revokes(session.connection()));
    return going.isEmpty() ? List.of() : List.of(new RoleChange("access revoked: database " + former.database(), going, Optional.of(former.database())));
  }

  private static Surplus surplus(RoleDesign design) {
    return new Surplus(design.name(), design.access(), design.grants());
  }

  @Override
  public Map<String, String> connectionDetails(String role, Optional<Password> password, Optional<String> database) {
    return ConnectionDetails.of(login, "postgresql", database, role, password);
  }

  /** Where all is done in one session, if need be; who makes the same role meanwhile is told so by the server. */
  @Override
  public void create(RoleDesign design) {
    RoleAdmission.check(design);
    this.<Void>at(design, session -> {
      var row = RoleRow.question(design).ask(session.connection());
      RoleAdmission.check(design, row);
      if (row.found().isEmpty()) {
        SessionWork.execute(session.connection(), creation(design));
      }
      return null;
    });
    design.password().ifPresent(password -> logins.believe(design.username(), password));
    observe(design).ifPresent(state -> make(design, state.changes()));
  }

  /** In the first database that it has access to: sessions elsewhere would only be for what any can do. */
  private <T> T at(RoleDesign design, SessionWork.Task<T> task) {
    var first = design.access().stream().findFirst();
    return first.isPresent() ? work.inside(first.get().database(), task) : work.beside(design.name(), task);
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
    make(design, state.changes());
    // A login test follows any change.
    logins.forget(design.username());
  }

  private void make(RoleDesign design, List<RoleChange> wanted) {
    var here = design.access().stream().findFirst().map(RoleAccess::database);
    new RoleChanges(work, false).make(design.name(), here, wanted);
  }

  @Override
  public Optional<String> drop(RoleDesign design, RemovalPolicy policy) {
    var row = work.beside(design.name(), session -> RoleRow.question(design).ask(session.connection()));
    if (row.found().isEmpty()) {
      return Optional.empty();
    }
    var stays = RoleAdmission.stays(design, row.found().get());
    if (RoleAdmission.conflict(design, row.found().get()).isEmpty()) {
      // Those that take turns as it were made by us, whoever made the role itself.
      row.logins().forEach(login -> new RoleRemoval(work, login).remove(policy));
    }
    if (stays.isPresent()) {
      return stays;
    }
    new RoleRemoval(work, design.name()).remove(policy);
    logins.forget(design.name());
    return Optional.empty();
  }
}
