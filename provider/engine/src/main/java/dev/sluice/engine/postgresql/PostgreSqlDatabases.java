package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Session;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.database.DatabaseChange;
import dev.sluice.engine.database.DatabaseDesign;
import dev.sluice.engine.database.DatabaseFacts.InstalledExtension;
import dev.sluice.engine.database.DatabaseState;
import dev.sluice.engine.database.Databases;
import dev.sluice.engine.database.DropPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The databases of a PostgreSQL server. A session inside one is opened only for extensions, or to look what it holds. */
final class PostgreSqlDatabases implements Databases {
  private static final String NO_SUCH_SCHEMA = "3F000";

  private final SessionWork work;
  private final Removal removal;

  PostgreSqlDatabases(SessionWork work) {
    this.work = work;
    this.removal = new Removal(work);
  }

  @Override
  public Optional<DatabaseState> observe(DatabaseDesign design) {
    PostgreSqlOptions options = Admission.check(design);
    Catalog catalog = work.beside(design.name(), session -> admitted(design, options, session.connection()));
    return catalog.database().map(row -> {
      List<InstalledExtension> installed =
          design.extensions().isEmpty() || !row.allowConnections()
              ? List.of()
              : work.inside(design.name(), session -> Catalog.extensions(session.connection()));
      Differences differences = new Differences(owned(design, catalog), options, catalog, row);
      return new DatabaseState(row.facts(installed), differences.changes(installed), differences.unalterable());
    });
  }

  @Override
  public void create(DatabaseDesign design) {
    PostgreSqlOptions options = Admission.check(design);
    List<DatabaseChange> rest = locked(design, session -> {
      Connection connection = session.connection();
      Catalog catalog = admitted(design, options, connection);
      DatabaseDesign owned = seeToOwner(connection, design, catalog);
      if (catalog.database().isEmpty()) {
        SessionWork.execute(connection, CreateStatement.of(owned, options, catalog));
        catalog = Catalog.read(connection, design, options.encoding());
      }
      return makeBeside(connection, changes(owned, options, catalog, List.of()));
    });
    make(design, rest);
  }

  @Override
  public Set<String> copied(DatabaseDesign design) {
    return PostgreSqlOptions.of(design.options()).template().filter(name -> !Admission.SYSTEM_DATABASES.contains(name)).map(Set::of).orElse(Set.of());
  }

  @Override
  public void update(DatabaseDesign design, DatabaseState state) {
    PostgreSqlOptions options = Admission.check(design);
    // Looked at again, under the lock: somebody may have claimed it meanwhile.
    List<DatabaseChange> rest = locked(design, session -> {
      Connection connection = session.connection();
      Catalog catalog = admitted(design, options, connection);
      DatabaseDesign owned = seeToOwner(connection, design, catalog);
      return makeBeside(connection, changes(owned, options, catalog, state.facts().extensions()));
    });
    make(design, rest);
  }

  @Override
  public Optional<String> drop(DatabaseDesign design, DropPolicy policy) {
    return removal.drop(design, policy);
  }

  private <T> T locked(DatabaseDesign design, SessionWork.Task<T> task) {
    return work.beside(design.name(), session -> NameLock.holding(session, design.name(), task));
  }

  private static Catalog admitted(DatabaseDesign design, PostgreSqlOptions options, Connection connection) throws SQLException {
    Catalog catalog = Catalog.read(connection, design, options.encoding());
    Admission.check(design, options, catalog);
    return catalog;
  }

  private DatabaseDesign owned(DatabaseDesign design, Catalog catalog) {
    DatabaseDesign owned = OwnerRole.named(design, catalog, work.defaultDatabase());
    if (!owned.equals(design)) {
      OwnerRole.check(design, catalog);
    }
    return owned;
  }

  /** Who shall own it is there afterwards, and we may act for him. */
  private DatabaseDesign seeToOwner(Connection connection, DatabaseDesign design, Catalog catalog) throws SQLException {
    DatabaseDesign owned = owned(design, catalog);
    if (owned.equals(design) || catalog.owner().isPresent()) {
      Admission.becomeOwner(connection, owned, catalog);
    } else {
      OwnerRole.create(connection, design, catalog);
    }
    return owned;
  }

  private static List<DatabaseChange> changes(
      DatabaseDesign design, PostgreSqlOptions options, Catalog catalog, List<InstalledExtension> installed) {
    return catalog.database()
        .map(row -> new Differences(design, options, catalog, row).changes(installed))
        .orElse(List.of());
  }

  /** Makes what comes before the first change inside; returns the rest. */
  private static List<DatabaseChange> makeBeside(Connection connection, List<DatabaseChange> changes) throws SQLException {
    int made = 0;
    while (made < changes.size() && !changes.get(made).inside()) {
      int end = endOfTransaction(changes, made);
      List<String> statements = changes.subList(made, end).stream().map(DatabaseChange::sql).toList();
      // Sent at once they are one transaction: each commit of its own would wait for the disk once more.
      SessionWork.execute(connection, String.join(";\n", statements));
      made = end;
    }
    return changes.subList(made, changes.size());
  }

  private static int endOfTransaction(List<DatabaseChange> changes, int start) {
    int end = start + 1;
    while (end < changes.size() && !changes.get(end).inside() && !alone(changes.get(end)) && !alone(changes.get(start))) {
      end++;
    }
    return end;
  }

  /** PostgreSQL moves a database's files outside of any transaction. */
  private static boolean alone(DatabaseChange change) {
    return change.sql().contains(" SET TABLESPACE ");
  }

  /** Session by session, never two at once. */
  private void make(DatabaseDesign design, List<DatabaseChange> changes) {
    List<DatabaseChange> rest = changes;
    while (!rest.isEmpty()) {
      List<DatabaseChange> now = rest;
      rest = now.getFirst().inside()
          ? work.inside(design.name(), session -> makeInside(session, now))
          : work.beside(design.name(), session -> makeBeside(session.connection(), now));
    }
  }

  private static List<DatabaseChange> makeInside(Session session, List<DatabaseChange> changes) throws SQLException {
    Connection connection = session.connection();
    int made = 0;
    try {
      // An extension that isn't told its schema goes into the first of the path, which must not be the system's.
      SessionWork.execute(connection, "SET search_path = public");
      while (made < changes.size() && changes.get(made).inside()) {
        SessionWork.execute(connection, changes.get(made).sql());
        made++;
      }
      SessionWork.execute(connection, "SET search_path = pg_catalog");
    } catch (SQLException e) {
      session.discard();
      if (NO_SUCH_SCHEMA.equals(e.getSQLState())) {
        throw new EngineException(schemaMissing(changes.get(made), e));
      }
      throw e;
    }
    return changes.subList(made, changes.size());
  }

  /** A migration or a person may make the schema, and nobody tells us. */
  private static Failure schemaMissing(DatabaseChange change, SQLException e) {
    return new Failure.MissingRight(
        "SchemaMissing",
        "Not done: " + change.what() + ": " + PostgreSqlFailures.words(e) + ". Create the schema, or name another in spec.forProvider.extensions.",
        Optional.of(e.getSQLState()));
  }
}
