package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.ConnectionDetails;
import dev.sluice.engine.LoginTests;
import dev.sluice.engine.Password;
import dev.sluice.engine.Server;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.role.RemovalPolicy;
import dev.sluice.engine.role.RoleDesign;
import dev.sluice.engine.role.RoleState;
import dev.sluice.engine.role.Roles;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The accounts of a MySQL or MariaDB server. Nothing needs a session inside a database. */
final class MySqlFamilyRoles implements Roles {
  private final Server.Login login;
  private final SessionWork work;
  private final NameLock lock;
  private final LoginTests logins;
  private final Product product;

  /** @param access what is to be granted and revoked */
  private record Look(AccountRow row, List<RoleStep> access) {}

  MySqlFamilyRoles(Server server, SessionWork work, LoginTests logins, Product product) {
    this.login = server.requiredLogin();
    this.work = work;
    this.lock = new NameLock("role", server.timeouts().lock());
    this.logins = logins;
    this.product = product;
  }

  @Override
  public Optional<RoleState> observe(RoleDesign design) {
    var account = checked(design);
    var look = work.beside(design.name(), session -> look(session.connection(), design, account));
    if (look.row().found().isEmpty()) {
      return Optional.empty();
    }
    var steps = steps(design, look, passwordWorks(design, look.row()));
    return Optional.of(new RoleState(look.row().facts(design.name()), steps.stream().map(RoleStep::change).toList()));
  }

  private AccountOptions options(RoleDesign design) {
    return AccountOptions.of(design.options(), product.accounts(), product.id());
  }

  private Account checked(RoleDesign design) {
    var account = Account.of(design.name());
    RoleAdmission.check(design, account, product);
    options(design);
    return account;
  }

  private AccountRow read(Connection connection, Account account) throws SQLException {
    return AccountRow.read(connection, account, product.accounts());
  }

  private Look look(Connection connection, RoleDesign design, Account account) throws SQLException {
    var row = read(connection, account);
    RoleAdmission.check(row);
    RoleAdmission.checkClaim(design, row);
    return new Look(row, row.found().isEmpty() ? List.of() : AccessDifferences.steps(connection, design, row));
  }

  private List<RoleStep> steps(RoleDesign design, Look look, boolean passwordWorks) {
    var steps = new ArrayList<>(new RoleDifferences(design, look.row(), product.accounts(), options(design)).steps(passwordWorks));
    steps.addAll(look.access());
    return steps;
  }

  /** Where neither the server nor a login tells, a password that was made for a turn is told by the turn, and others are believed. */
  private boolean passwordWorks(RoleDesign design, AccountRow row) {
    if (!design.login() || design.password().isEmpty()) {
      return true;
    }
    if (options(design).isOtherPlugin(row)) {
      return false;
    }
    return row.passwordIs(design.password().get()).orElseGet(() ->
        row.isReachedFromHere()
            ? logins.works(row.account().user(), design.password().get())
            : design.turned().isEmpty() || design.turned().equals(row.claim().flatMap(RoleClaim::turned)));
  }

  @Override
  public boolean alternates() {
    return false;
  }

  @Override
  public Map<String, String> connectionDetails(String role, Optional<Password> password, Optional<String> database) {
    return ConnectionDetails.of(login, product.section(), database, Account.of(role).user(), password);
  }

  @Override
  public void create(RoleDesign design) {
    var account = checked(design);
    locked(design, connection -> {
      var row = read(connection, account);
      RoleAdmission.check(row);
      RoleAdmission.checkClaim(design, row);
      new RoleCreation(design, account, product.accounts()).make(connection, row);
    });
    update(design);
  }

  @Override
  public void update(RoleDesign design, RoleState state) {
    update(design);
  }

  /** Looked at again, under the lock: somebody may have claimed it meanwhile. */
  private void update(RoleDesign design) {
    var account = checked(design);
    var before = work.beside(design.name(), session -> read(session.connection(), account));
    // A login of its own, which nobody should wait for who holds a session.
    var works = passwordWorks(design, before);
    locked(design, connection -> {
      var look = look(connection, design, account);
      if (look.row().found().isEmpty()) {
        return;
      }
      var steps = steps(design, look, works);
      if (!steps.isEmpty()) {
        RoleClaim.prepare(connection);
      }
      for (var step : steps) {
        step.make(connection);
      }
    });
    logins.forget(account.user());
  }

  @Override
  public Optional<String> drop(RoleDesign design, RemovalPolicy policy) {
    var account = Account.of(design.name());
    var row = work.beside(design.name(), session -> read(session.connection(), account));
    if (row.found().isEmpty() && row.claim().isEmpty()) {
      return Optional.empty();
    }
    var stays =
        work.beside(design.name(), session -> lock.holding(session, design.name(), held ->
            new RoleRemoval(design, policy).remove(held.connection(), read(held.connection(), account))));
    logins.forget(account.user());
    return stays;
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
