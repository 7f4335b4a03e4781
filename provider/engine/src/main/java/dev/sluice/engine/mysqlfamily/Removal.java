package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.database.DatabaseDesign;
import dev.sluice.engine.database.DropPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * How a database goes, or why it stays.
 *
 * <p>These servers can't shut one database to new sessions, nor drop one on condition that it is empty. So between our last
 * look and the DROP, which is the next thing that the session sends, somebody may make a table, and it is lost.
 */
record Removal(SessionWork work, NameLock lock, Product product) {
  private static final int LOCK_TIMEOUT = 1205;

  Optional<String> drop(DatabaseDesign design, DropPolicy policy) {
    Optional<DatabaseRow> found = work.beside(design.name(), session -> DatabaseRow.read(session.connection(), design.name()));
    Optional<String> other = found.flatMap(row -> Admission.conflict(design, row));
    if (found.isEmpty() || other.isPresent()) {
      return other;
    }
    checkPolicy(design, found.get(), policy);
    work.sessions().endIdle(found.get().name());
    work.<Void>beside(design.name(), session -> lock.holding(session, design.name(), locked -> {
      // Gone, or another one's, since we looked.
      Optional<DatabaseRow> row = DatabaseRow.read(locked.connection(), design.name());
      if (row.isPresent() && Admission.conflict(design, row.get()).isEmpty()) {
        drop(locked.connection(), row.get().name(), policy);
        Runner.remove(locked.connection(), row.get().name());
      }
      return null;
    }));
    return Optional.empty();
  }

  private void checkPolicy(DatabaseDesign design, DatabaseRow row, DropPolicy policy) {
    if (Admission.isSystems(row.name())) {
      throw never(row, "it is " + product.id() + "'s own, or the provider's. Remove Delete from spec.managementPolicies to leave it");
    }
    if (row.name().equals(work.defaultDatabase())) {
      throw never(row, "the provider itself logs in there. Name another spec.defaultDatabase in the ProviderConfig, or none");
    }
    if (policy == DropPolicy.ALWAYS && !row.claim().orElse(design.claim()).made()) {
      throw never(
          row,
          "it was there before this resource. Set spec.forProvider.deletion to AlwaysEvenAdopted to drop it all the same, or"
              + " remove Delete from spec.managementPolicies to leave it");
    }
  }

  private static void drop(Connection connection, String database, DropPolicy policy) throws SQLException {
    OtherSessions others = OtherSessions.in(connection, database);
    if (policy == DropPolicy.IF_EMPTY) {
      checkNobodyIn(database, others);
      checkEmpty(connection, database);
      execute(connection, database);
      return;
    }
    OtherSessions left = others.end(connection);
    try {
      execute(connection, database);
    } catch (SQLException e) {
      if (e.getErrorCode() == LOCK_TIMEOUT && !left.none()) {
        throw new EngineException(notEnded(database, left, e));
      }
      throw e;
    }
  }

  private static void execute(Connection connection, String database) throws SQLException {
    SessionWork.execute(connection, "DROP DATABASE IF EXISTS " + Quoting.identifier(database));
  }

  private static void checkNobodyIn(String database, OtherSessions others) {
    if (!others.none()) {
      throw new EngineException(
          new Failure.Transient(
              Reasons.DELETION_BLOCKED,
              "Database " + database + " isn't dropped because there are sessions of " + others.inWords()
                  + " in it; it will be tried again when they have ended.",
              Optional.empty()));
    }
  }

  private static void checkEmpty(Connection connection, String database) throws SQLException {
    UserObjects objects = UserObjects.in(connection, database);
    if (!objects.none()) {
      // Somebody may empty it, of which nobody tells us.
      throw new EngineException(
          new Failure.MissingRight(
              Reasons.DELETION_BLOCKED,
              "Database " + database + " isn't dropped because it holds " + objects.inWords()
                  + ". Drop these first, or set spec.forProvider.deletion to Always to lose them.",
              Optional.empty()));
    }
  }

  private static Failure notEnded(String database, OtherSessions left, SQLException e) {
    return new Failure.MissingRight(
        Reasons.DELETION_BLOCKED,
        "Database " + database + " isn't dropped because sessions of " + left.inWords() + " hold locks in it and the ProviderConfig's user"
            + " may not end them. Grant it CONNECTION_ADMIN (MariaDB: CONNECTION ADMIN), or end them.",
        Optional.ofNullable(e.getSQLState()));
  }

  private static EngineException never(DatabaseRow row, String why) {
    return Admission.permanent(Reasons.DELETION_BLOCKED, "Database " + row.name() + " isn't dropped because " + why + ".");
  }
}
