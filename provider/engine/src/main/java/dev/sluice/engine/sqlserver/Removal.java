package dev.sluice.engine.sqlserver;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Session;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.Sessions.Purpose;
import dev.sluice.engine.database.DatabaseDesign;
import dev.sluice.engine.database.DropPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a database goes, or why it stays. */
final class Removal {
  private static final int ATTEMPTS = 3;

  private final SessionWork work;
  private final Duration patience;

  Removal(SessionWork work, Duration patience) {
    this.work = work;
    this.patience = patience;
  }

  Optional<String> drop(DatabaseDesign design, DropPolicy policy) {
    DatabaseDesign named = new DatabaseDesign(
        design.name(), design.claim(), Optional.empty(), Optional.empty(), List.of(), Map.of());
    Quoting.identifier(named.name());
    return work.beside(named.name(), session -> NameLock.holding(session, named.name(), patience, locked -> drop(session, named, policy)));
  }

  private Optional<String> drop(Session session, DatabaseDesign design, DropPolicy policy) throws SQLException {
    Catalog catalog = Catalog.read(session.connection(), design);
    if (catalog.database().isEmpty()) {
      return Optional.empty();
    }
    DatabaseRow row = catalog.database().get();
    checkPlace(row);
    if (!row.online()) {
      throw Admission.notOnline(row);
    }
    ClaimMarker marker = SqlServerDatabases.inside(work, session, catalog, row).marker();
    Optional<String> other = Admission.conflict(design, row, marker);
    if (other.isPresent()) {
      return other;
    }
    boolean stays = policy == DropPolicy.ALWAYS && !marker.claim().orElse(design.claim()).made();
    if (row.shut() && (stays || policy == DropPolicy.IF_EMPTY)) {
      // An attempt that died may have left it so, and what is looked at now may well stay.
      open(session, catalog, row);
    }
    if (stays) {
      throw never(
          row,
          "it was there before this resource. Set spec.forProvider.deletion to AlwaysEvenAdopted to drop it all the same, or"
              + " remove Delete from spec.managementPolicies to leave it");
    }
    switch (policy) {
      case IF_EMPTY -> dropIfEmpty(session, catalog, row);
      case ALWAYS, ALWAYS_EVEN_ADOPTED -> dropWithAll(session, catalog, row);
    }
    if (catalog.edition() != Edition.AZURE_DATABASE) {
      Runner.remove(session.connection(), row.name());
    }
    return Optional.empty();
  }

  private void checkPlace(DatabaseRow row) {
    if (Admission.system(row.name())) {
      throw never(row, "it is SQL Server's own. Remove Delete from spec.managementPolicies to leave it");
    }
    if (row.name().equalsIgnoreCase(work.defaultDatabase())) {
      throw never(row, "the provider itself logs in there. Name another spec.defaultDatabase in the ProviderConfig");
    }
  }

  /** Who isn't privileged can't come in any more while it is looked at for the last time. Nobody is thrown out. */
  private void dropIfEmpty(Session session, Catalog catalog, DatabaseRow row) throws SQLException {
    checkEmpty(session, catalog, row);
    work.sessions().endIdle(row.name());
    checkNobodyIn(session, catalog, row);
    setAccess(session, catalog, row, "RESTRICTED_USER WITH NO_WAIT");
    boolean dropped = false;
    try {
      checkEmpty(session, catalog, row);
      work.sessions().endIdle(row.name());
      execute(session, catalog, row);
      dropped = true;
    } finally {
      if (!dropped) {
        reopen(session, row, "MULTI_USER");
      }
    }
  }

  private void dropWithAll(Session session, Catalog catalog, DatabaseRow row) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      work.sessions().endIdle(row.name());
      boolean dropped = false;
      try {
        if (catalog.edition().hasSingleUser()) {
          set(session, row, "SINGLE_USER WITH ROLLBACK IMMEDIATE");
        } else {
          insideOrBeside(session, catalog, row, DatabaseSessions::end);
          work.sessions().endIdle(row.name());
        }
        Batch.execute(session.connection(), dropping(row));
        dropped = true;
        return;
      } catch (SQLException e) {
        // Somebody was quicker than we to take the one place that is left.
        if (attempt == ATTEMPTS || !ErrorRule.of(e).rule().reason().equals(Reasons.OBJECT_IN_USE)) {
          throw e;
        }
      } finally {
        if (!dropped && catalog.edition().hasSingleUser()) {
          reopen(session, row, "MULTI_USER WITH ROLLBACK IMMEDIATE");
        }
      }
    }
  }

  private void open(Session session, Catalog catalog, DatabaseRow row) throws SQLException {
    work.sessions().endIdle(row.name());
    setAccess(session, catalog, row, "MULTI_USER WITH NO_WAIT");
  }

  private void setAccess(Session session, Catalog catalog, DatabaseRow row, String mode) throws SQLException {
    try {
      set(session, row, mode);
    } catch (SQLException e) {
      throw inUse(e, session, catalog, row);
    }
  }

  private void execute(Session session, Catalog catalog, DatabaseRow row) throws SQLException {
    try {
      Batch.execute(session.connection(), dropping(row));
    } catch (SQLException e) {
      throw inUse(e, session, catalog, row);
    }
  }

  private static void set(Session session, DatabaseRow row, String mode) throws SQLException {
    Batch.execute(session.connection(), "ALTER DATABASE " + Quoting.identifier(row.name()) + " SET " + mode);
  }

  private static String dropping(DatabaseRow row) {
    return "DROP DATABASE IF EXISTS " + Quoting.identifier(row.name());
  }

  /** In case that it stays; where even that fails, the next attempt to drop it begins with it. */
  private static void reopen(Session session, DatabaseRow row, String mode) {
    try {
      set(session, row, mode);
    } catch (SQLException e) {
      session.discard();
    }
  }

  private void checkEmpty(Session session, Catalog catalog, DatabaseRow row) throws SQLException {
    UserObjects objects = insideOrBeside(session, catalog, row, UserObjects::in);
    if (!objects.none()) {
      // Somebody may empty it, of which nobody tells us.
      throw new EngineException(
          new Failure.MissingRight(
              Reasons.DELETION_BLOCKED,
              "Database " + row.name() + " isn't dropped because it holds " + objects.inWords()
                  + ". Drop these first, or set spec.forProvider.deletion to Always to lose them.",
              Optional.empty()));
    }
  }

  private void checkNobodyIn(Session session, Catalog catalog, DatabaseRow row) throws SQLException {
    Optional<String> users = insideOrBeside(session, catalog, row, DatabaseSessions::inWords);
    if (users.isPresent()) {
      throw occupied(row, "sessions of " + users.get());
    }
  }

  /** Who is there is hidden from those who may not see it; that somebody is, the server then says. */
  private SQLException inUse(SQLException e, Session session, Catalog catalog, DatabaseRow row) throws SQLException {
    if (!ErrorRule.of(e).rule().reason().equals(Reasons.OBJECT_IN_USE)) {
      return e;
    }
    Optional<String> users = insideOrBeside(session, catalog, row, DatabaseSessions::inWords);
    throw occupied(row, users.map(found -> "sessions of " + found).orElse("somebody's sessions"));
  }

  private <T> T insideOrBeside(Session beside, Catalog catalog, DatabaseRow row, Look<T> look) throws SQLException {
    if (catalog.edition().seesAcross()) {
      return look.at(beside.connection(), row.name());
    }
    try (Session inside = work.sessions().lease(row.name(), Purpose.ENDING)) {
      return look.at(inside.connection(), row.name());
    }
  }

  @FunctionalInterface
  private interface Look<T> {
    T at(Connection connection, String database) throws SQLException;
  }

  private static EngineException occupied(DatabaseRow row, String who) {
    return new EngineException(
        new Failure.Transient(
            Reasons.DELETION_BLOCKED,
            "Database " + row.name() + " isn't dropped because there are " + who + " in it; it will be tried again when they have ended.",
            Optional.empty()));
  }

  private static EngineException never(DatabaseRow row, String why) {
    return Admission.permanent(Reasons.DELETION_BLOCKED, "Database " + row.name() + " isn't dropped because " + why + ".");
  }
}
