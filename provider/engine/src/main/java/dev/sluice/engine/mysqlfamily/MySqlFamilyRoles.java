package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.ConnectionDetails;
import dev.sluice.engine.LoginTests;
import dev.sluice.engine.Password;
import dev.sluice.engine.Server;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.mysqlfamily.RoleRow.Sought;
import dev.sluice.engine.role.RemovalPolicy;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.engine.role.RoleState;
import dev.sluice.engine.role.Roles;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The accounts of a MySQL or MariaDB server. Nothing needs a session inside a database. */
final class MySqlFamilyRoles implements Roles {
  private final Server.Login login;
  private final SessionWork work;
  private final NameLock lock;
  private final LoginTests logins;
  private final Product product;

  MySqlFamilyRoles(Server server, SessionWork work, LoginTests logins, Product product) {
    this.login = server.requiredLogin();
    this.work = work;
    this.lock = new NameLock("role", server.timeouts().lock());
    this.logins = logins;
    this.product = product;
  }

  @Override
  public Optional<RoleState> observe(RoleDesign design) {
    checked(design);
    var role = work.beside(design.name(), session -> read(session.connection(), design));
    RoleAdmission.check(design, role);
    if (role.itself().found().isEmpty()) {
      return Optional.empty();
    }
    var steps = steps(design, role, passwordWorks(design, role));
    var groups = new Groups(role, role.all()).present();
    return Optional.of(new RoleState(role.facts(design.name(), current(design), groups), steps.stream().map(RoleStep::change).toList()));
  }

  private AccountOptions options(RoleDesign design) {
    return AccountOptions.of(design.options(), product.accounts(), product.id());
  }

  private void checked(RoleDesign design) {
    RoleAdmission.check(design, Account.of(design.name()), product);
    options(design);
  }

  private RoleRow read(Connection connection, RoleDesign design) throws SQLException {
    return RoleRow.read(connection, design, product.accounts());
  }

  private static Optional<Account> current(RoleDesign design) {
    return design.current().map(Account::of);
  }

  /** In a session only where the dictionary has more to say. */
  private List<RoleStep> steps(RoleDesign design, RoleRow role, boolean passwordWorks) {
    var steps = new RoleSteps(design, role, options(design), passwordWorks);
    return work.beside(design.name(), session -> steps.all(session.connection()));
  }

  /** Where neither the server nor a login tells, a password that was made for a turn is told by the turn, and others are believed. */
  private boolean passwordWorks(RoleDesign design, RoleRow role) {
    if (!design.login() || design.password().isEmpty()) {
      return true;
    }
    var row = current(design).map(role.register()::row).orElse(role.itself());
    if (row.found().isEmpty() || options(design).isOtherPlugin(row)) {
      return false;
    }
    return row.passwordIs(design.password().get()).orElseGet(() ->
        row.isReachedFromHere()
            ? logins.works(row.account().user(), design.password().get())
            : design.turned().isEmpty() || design.turned().equals(row.claim().flatMap(RoleClaim::turned)));
  }

  /** The host is the role's. */
  @Override
  public List<String> logins(String role) {
    var account = Account.of(role);
    return account.logins().stream().map(login -> role.indexOf('@') < 0 ? login.user() : login.full()).toList();
  }

  @Override
  public String username(String login) {
    return Account.of(login).user();
  }

  @Override
  public Map<String, String> connectionDetails(String role, Optional<Password> password, Optional<String> database) {
    return ConnectionDetails.of(login, product.section(), database, Account.of(role).user(), password);
  }

  @Override
  public void create(RoleDesign design) {
    checked(design);
    locked(design, connection -> {
      var role = read(connection, design);
      RoleAdmission.check(design, role);
      new RoleCreation(design, role.itself().account(), product.accounts()).make(connection, role.itself());
    });
    update(design);
  }

  @Override
  public void update(RoleDesign design, RoleState state) {
    update(design);
  }

  /** Looked at again, under the lock: somebody may have claimed it meanwhile. */
  private void update(RoleDesign design) {
    checked(design);
    var before = work.beside(design.name(), session -> read(session.connection(), design));
    // Perhaps by a login of its own, which nobody should wait for who holds a session.
    var works = passwordWorks(design, before);
    locked(design, connection -> {
      var role = read(connection, design);
      RoleAdmission.check(design, role);
      if (role.itself().found().isEmpty()) {
        return;
      }
      var steps = new RoleSteps(design, role, options(design), works).all(connection);
      if (!steps.isEmpty()) {
        RoleClaim.prepare(connection);
      }
      for (var step : steps) {
        step.make(connection);
      }
    });
    logins.forget(username(design.username()));
  }

  @Override
  public Optional<String> drop(RoleDesign design, RemovalPolicy policy) {
    var account = Account.of(design.name());
    var role = work.beside(design.name(), session -> of(session.connection(), account, design));
    if (role.isGone()) {
      return Optional.empty();
    }
    var stays =
        work.beside(design.name(), session -> lock.holding(session, design.name(), held ->
            new RoleRemoval(design, policy).remove(held.connection(), of(held.connection(), account, design))));
    role.all().forEach(row -> logins.forget(row.account().user()));
    return stays;
  }

  private RoleRow of(Connection connection, Account account, RoleDesign design) throws SQLException {
    return RoleRow.read(connection, account, Sought.EITHER, Set.of(), Set.of(), product.accounts(), new Questions()).claimedBy(design.claim());
  }

  @FunctionalInterface
  private interface Work {
    void on(Connection connection) throws SQLException;
  }

  private void locked(RoleDesign design, Work task) {
    work.<Void>beside(design.name(), session -> lock.holding(session, design.name(), held -> {
      task.on(held.connection());
      return null;
    }));
  }
}
