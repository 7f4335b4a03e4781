package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Session;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.Sessions.Purpose;
import dev.sluice.engine.database.DatabaseDesign;
import dev.sluice.engine.database.DropPolicy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGConnection;

/** How a database goes, or why it stays. */
final class Removal {
  private final SessionWork work;

  Removal(SessionWork work) {
    this.work = work;
  }

  Optional<String> drop(DatabaseDesign design, DropPolicy policy) {
    Optional<DatabaseRow> found = work.beside(design.name(), session -> row(session.connection(), design));
    Optional<String> other = found.flatMap(row -> Admission.conflict(design, row));
    if (found.isEmpty() || other.isPresent()) {
      return other;
    }
    checkPolicy(design, found.get(), policy);
    switch (policy) {
      case IF_EMPTY -> dropIfEmpty(design, found.get());
      case ALWAYS, ALWAYS_EVEN_ADOPTED -> dropWithAll(design);
    }
    return Optional.empty();
  }

  private void checkPolicy(DatabaseDesign design, DatabaseRow row, DropPolicy policy) {
    if (row.name().equals("template0") || row.name().equals("template1")) {
      throw never(row, "it is PostgreSQL's own. Remove Delete from spec.managementPolicies to leave it");
    }
    if (row.name().equals(work.defaultDatabase())) {
      throw never(row, "the provider itself logs in there. Name another spec.defaultDatabase in the ProviderConfig");
    }
    if (policy == DropPolicy.ALWAYS && !row.marker().claim().orElse(design.claim()).made()) {
      throw never(
          row,
          "it was there before this resource. Set spec.forProvider.deletion to AlwaysEvenAdopted to drop it all the same, or"
              + " remove Delete from spec.managementPolicies to leave it");
    }
  }

  private void dropWithAll(DatabaseDesign design) {
    work.sessions().endIdle(design.name());
    work.beside(
        design.name(), session -> NameLock.holding(session, design.name(), locked -> execute(locked.connection(), design, " WITH (FORCE)")));
  }

  /** One session inside to look with, since none gets in once connections are refused, and one beside to refuse them. */
  private void dropIfEmpty(DatabaseDesign design, DatabaseRow row) {
    if (!row.allowConnections()) {
      // By design, or by a drop that was cut short.
      work.<Void>beside(design.name(), session -> allowConnections(session.connection(), design, true));
    }
    // The place of the second is one that nobody keeps while waiting for another.
    try (Session inside = work.sessions().lease(design.name(), Purpose.LOOKING)) {
      inside.discard();
      checkEmpty(design, inside);
      work.sessions().endIdle(design.name());
      try (Session beside = work.sessions().lease(work.defaultDatabase(), Purpose.ENDING)) {
        NameLock.<Void>holding(beside, design.name(), session -> shutAndDrop(design, inside, session.connection()));
      }
    } catch (SQLException e) {
      throw new EngineException(work.failures().of(e, design.name()));
    }
  }

  private Void shutAndDrop(DatabaseDesign design, Session inside, Connection beside) throws SQLException {
    allowConnections(beside, design, false);
    boolean dropped = false;
    try {
      checkNobodyIn(design, inside, beside);
      checkEmpty(design, inside);
      inside.close();
      dropped = execute(beside, design, "");
    } finally {
      if (!dropped) {
        allowConnections(beside, design, true);
      }
    }
    return null;
  }

  /** False where the database is gone, or another one's, since we looked. */
  private static boolean execute(Connection beside, DatabaseDesign design, String option) throws SQLException {
    Optional<DatabaseRow> row = row(beside, design);
    if (row.isEmpty() || Admission.conflict(design, row.get()).isPresent()) {
      return false;
    }
    if (row.get().isTemplate()) {
      SessionWork.execute(beside, "ALTER DATABASE " + Quoting.identifier(design.name()) + " IS_TEMPLATE false");
    }
    SessionWork.execute(beside, "DROP DATABASE IF EXISTS " + Quoting.identifier(design.name()) + option);
    OwnerRole.drop(beside, design);
    return true;
  }

  private static Void allowConnections(Connection beside, DatabaseDesign design, boolean allow) throws SQLException {
    SessionWork.execute(beside, "ALTER DATABASE " + Quoting.identifier(design.name()) + " ALLOW_CONNECTIONS " + allow);
    return null;
  }

  private static void checkEmpty(DatabaseDesign design, Session inside) throws SQLException {
    UserObjects objects = UserObjects.in(inside.connection());
    if (!objects.none()) {
      // Somebody may empty it, of which nobody tells us.
      throw new EngineException(
          new Failure.MissingRight(
              Reasons.DELETION_BLOCKED,
              "Database " + design.name() + " isn't dropped because it holds " + objects.inWords()
                  + ". Drop these first, or set spec.forProvider.deletion to Always to lose them.",
              Optional.empty()));
    }
  }

  private static void checkNobodyIn(DatabaseDesign design, Session inside, Connection beside) throws SQLException {
    List<String> users = new ArrayList<>();
    // What a session is, is hidden from those who may not see it; whose it is, is not.
    String query =
        "SELECT usename || ' (' || count(*) || ')' FROM pg_catalog.pg_stat_activity WHERE datname = ? AND pid <> ? AND usename IS NOT NULL"
            + " AND COALESCE(backend_type, 'client backend') = 'client backend' GROUP BY usename ORDER BY usename";
    try (PreparedStatement statement = beside.prepareStatement(query)) {
      statement.setString(1, design.name());
      statement.setInt(2, inside.connection().unwrap(PGConnection.class).getBackendPID());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          users.add(rows.getString(1));
        }
      }
    }
    if (!users.isEmpty()) {
      throw new EngineException(
          new Failure.Transient(
              Reasons.DELETION_BLOCKED,
              "Database " + design.name() + " isn't dropped because there are sessions of " + String.join(", ", users)
                  + " in it; it will be tried again when they have ended.",
              Optional.empty()));
    }
  }

  private static Optional<DatabaseRow> row(Connection connection, DatabaseDesign design) throws SQLException {
    return Catalog.read(connection, design, Optional.empty()).database();
  }

  private static EngineException never(DatabaseRow row, String why) {
    return Admission.permanent(Reasons.DELETION_BLOCKED, "Database " + row.name() + " isn't dropped because " + why + ".");
  }
}
