package dev.sluice.engine.sqlserver;

import dev.sluice.engine.Session;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** What kind of server it is, asked once. */
final class Editions {
  private final AtomicReference<Optional<Edition>> known = new AtomicReference<>(Optional.empty());

  Edition of(Session session) throws SQLException {
    var before = known.get();
    if (before.isPresent()) {
      return before.get();
    }
    var edition = Edition.of(Batch.query(session.connection(), "SELECT CAST(SERVERPROPERTY('EngineEdition') AS int)", row -> {
      row.next();
      return row.getInt(1);
    }));
    known.set(Optional.of(edition));
    return edition;
  }
}
