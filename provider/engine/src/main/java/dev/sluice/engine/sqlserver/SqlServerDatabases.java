package dev.sluice.engine.sqlserver;

import dev.sluice.engine.Session;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.Sessions.Purpose;
import dev.sluice.engine.database.DatabaseChange;
import dev.sluice.engine.database.DatabaseDesign;
import dev.sluice.engine.database.DatabaseState;
import dev.sluice.engine.database.Databases;
import dev.sluice.engine.database.DropPolicy;
import dev.sluice.engine.sqlserver.DatabaseRow.Inside;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The databases of a server. All is done beside them, except on Azure SQL Database, where one has to be inside. */
final class SqlServerDatabases implements Databases {
  private final SessionWork work;
  private final Duration patience;
  private final Removal removal;

  SqlServerDatabases(SessionWork work, Duration patience) {
    this.work = work;
    this.patience = patience;
    this.removal = new Removal(work, patience);
  }

  @Override
  public Optional<DatabaseState> observe(DatabaseDesign design) {
    SqlServerOptions options = Admission.check(design);
    return work.beside(design.name(), session -> {
      Catalog catalog = admitted(session, design, options);
      if (catalog.database().isEmpty()) {
        return Optional.<DatabaseState>empty();
      }
      DatabaseRow row = catalog.database().get();
      Inside inside = inside(work, session, catalog, row);
      Admission.check(design, row, inside.marker());
      Differences differences = new Differences(design, options, catalog, row, inside.marker());
      return Optional.of(new DatabaseState(row.facts(inside), differences.changes(), differences.unalterable()));
    });
  }

  @Override
  public void create(DatabaseDesign design) {
    SqlServerOptions options = Admission.check(design);
    work.<Void>beside(design.name(), session -> NameLock.holding(session, design.name(), patience, locked -> {
      Catalog catalog = admitted(session, design, options);
      if (catalog.database().isEmpty()) {
        SessionWork.execute(session.connection(), creation(design, options));
        catalog = admitted(session, design, options);
      }
      return make(session, design, options, catalog);
    }));
  }

  @Override
  public void update(DatabaseDesign design, DatabaseState state) {
    SqlServerOptions options = Admission.check(design);
    // Looked at again, under the lock: somebody may have claimed it meanwhile.
    work.<Void>beside(design.name(), session -> NameLock.holding(
        session, design.name(), patience, locked -> make(session, design, options, admitted(session, design, options))));
  }

  @Override
  public Optional<String> drop(DatabaseDesign design, DropPolicy policy) {
    return removal.drop(design, policy);
  }

  /** The rest is altered afterwards, which goes for every kind of server; a collation can't be. */
  static String creation(DatabaseDesign design, SqlServerOptions options) {
    return "CREATE DATABASE " + Quoting.identifier(design.name()) + options.collation().map(name -> " COLLATE " + name).orElse("");
  }

  private static Catalog admitted(Session session, DatabaseDesign design, SqlServerOptions options) throws SQLException {
    Catalog catalog = Catalog.read(session.connection(), design);
    Admission.check(design, options, catalog);
    return catalog;
  }

  private Void make(Session session, DatabaseDesign design, SqlServerOptions options, Catalog catalog) throws SQLException {
    if (catalog.database().isEmpty()) {
      return null;
    }
    DatabaseRow row = catalog.database().get();
    Inside inside = inside(work, session, catalog, row);
    Admission.check(design, row, inside.marker());
    List<DatabaseChange> changes = new Differences(design, options, catalog, row, inside.marker()).changes();
    if (changes.stream().anyMatch(DatabaseChange::inside)) {
      try (Session own = work.sessions().lease(row.name(), Purpose.ENDING)) {
        return make(own, changes);
      }
    }
    // Ours would be in the way of what needs the database to itself.
    work.sessions().endIdle(row.name());
    return make(session, changes);
  }

  private static Void make(Session session, List<DatabaseChange> changes) throws SQLException {
    for (DatabaseChange change : changes) {
      Batch.execute(session.connection(), change.sql());
    }
    return null;
  }

  /** The place of the second session is one that nobody keeps while waiting for another. */
  static Inside inside(SessionWork work, Session beside, Catalog catalog, DatabaseRow row) throws SQLException {
    if (catalog.edition().seesAcross()) {
      return Catalog.inside(beside.connection(), row.name());
    }
    try (Session inside = work.sessions().lease(row.name(), Purpose.ENDING)) {
      return Catalog.inside(inside.connection(), row.name());
    }
  }
}
