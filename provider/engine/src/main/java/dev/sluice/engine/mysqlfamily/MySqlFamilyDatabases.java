package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.SessionWork;
import dev.sluice.engine.database.DatabaseDesign;
import dev.sluice.engine.database.DatabaseState;
import dev.sluice.engine.database.Databases;
import dev.sluice.engine.database.DropPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The databases of a MySQL or MariaDB server. Nothing needs a session inside one. */
final class MySqlFamilyDatabases implements Databases {
  private final SessionWork work;
  private final NameLock lock;
  private final Product product;

  /** @param patience with others who work on a database of the same name */
  MySqlFamilyDatabases(SessionWork work, Duration patience, Product product) {
    this.work = work;
    this.lock = new NameLock("database", patience);
    this.product = product;
  }

  @Override
  public void checkOwner(String field) {
    MySqlFamilyOptions.refuseOwner(field, product);
  }

  @Override
  public Optional<DatabaseState> observe(DatabaseDesign design) {
    MySqlFamilyOptions options = Admission.check(design, product);
    Optional<DatabaseRow> found = work.beside(design.name(), session -> DatabaseRow.read(session.connection(), design.name()));
    Admission.check(design, found);
    return found.map(row -> new DatabaseState(row.facts(), new Differences(design, options, row).changes(), List.of()));
  }

  @Override
  public void create(DatabaseDesign design) {
    MySqlFamilyOptions options = Admission.check(design, product);
    locked(design, connection -> {
      if (admitted(design, connection).isEmpty()) {
        SessionWork.execute(connection, "CREATE DATABASE " + Quoting.identifier(design.name()) + options.clause());
      }
      makeDifferences(design, options, connection);
    });
  }

  @Override
  public void update(DatabaseDesign design, DatabaseState state) {
    MySqlFamilyOptions options = Admission.check(design, product);
    // Looked at again, under the lock: somebody may have claimed it meanwhile.
    locked(design, connection -> makeDifferences(design, options, connection));
  }

  @Override
  public Optional<String> drop(DatabaseDesign design, DropPolicy policy) {
    return new Removal(work, lock, product).drop(design, policy);
  }

  private static void makeDifferences(DatabaseDesign design, MySqlFamilyOptions options, Connection connection) throws SQLException {
    Optional<DatabaseRow> found = admitted(design, connection);
    if (found.isPresent()) {
      new Differences(design, options, found.get()).make(connection);
    }
  }

  private static Optional<DatabaseRow> admitted(DatabaseDesign design, Connection connection) throws SQLException {
    Optional<DatabaseRow> found = DatabaseRow.read(connection, design.name());
    Admission.check(design, found);
    return found;
  }

  @FunctionalInterface
  private interface Work {
    void on(Connection connection) throws SQLException;
  }

  private void locked(DatabaseDesign design, Work task) {
    work.<Void>beside(design.name(), session -> lock.holding(session, design.name(), held -> {
      task.on(held.connection());
      return null;
    }));
  }
}
