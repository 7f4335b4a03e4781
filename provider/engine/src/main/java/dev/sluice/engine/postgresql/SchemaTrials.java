package dev.sluice.engine.postgresql;

import dev.sluice.engine.Sessions;
import dev.sluice.engine.schema.SchemaDesign;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/** The scratch databases of one plan: one for all that is rolled back, and others for what can't be. */
final class SchemaTrials implements AutoCloseable {
  /** A table, its TOAST table and that one's index are three; most objects take one. */
  private static final int LOCKS_OF_ONE = 3;
  /** The lock table is the whole server's. */
  private static final int SHARE = 4;

  private final ScratchPlace place;
  private final ScratchTerms terms;
  private final SchemaDesign design;
  private final long liveLocks;
  private OptionalLong locks = OptionalLong.empty();
  private Optional<ScratchDatabases.Scratch> kept = Optional.empty();
  private Optional<ScratchDatabases.Scratch> spoilt = Optional.empty();
  /** One at a time, since who holds one and waits for another may wait for himself. */
  private Optional<SchemaTrial> current = Optional.empty();

  /** @param liveLocks how many objects all sessions of the database's server together can lock */
  SchemaTrials(ScratchPlace place, ScratchTerms terms, SchemaDesign design, long liveLocks) {
    this.place = place;
    this.terms = terms;
    this.design = design;
    this.liveLocks = liveLocks;
  }

  static long locks(Connection connection) throws SQLException {
    try (var ask = connection.createStatement();
        var row = ask.executeQuery(
            "SELECT current_setting('max_locks_per_transaction')::bigint * (current_setting('max_connections')::bigint"
                + " + current_setting('max_prepared_transactions')::bigint)")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** @param objects about how many are made */
  SchemaTrial of(long objects) {
    return of(objects * LOCKS_OF_ONE * SHARE < locks());
  }

  /** Asked for before anything is made on a server that may not do. */
  private long locks() {
    if (locks.isEmpty()) {
      locks = OptionalLong.of(place.locks(terms, liveLocks));
    }
    return locks.getAsLong();
  }

  /** @param together whether one transaction can do it */
  SchemaTrial of(boolean together) {
    locks();
    if (together && current.filter(SchemaTrial::together).isPresent()) {
      return current.get();
    }
    end();
    if (together) {
      kept = Optional.of(kept.orElseGet(() -> place.take(terms)));
      return trial(kept.get(), true);
    }
    spoilt.ifPresent(ScratchDatabases.Scratch::close);
    var scratch = place.take(terms);
    scratch.spoil();
    spoilt = Optional.of(scratch);
    return trial(scratch, false);
  }

  private SchemaTrial trial(ScratchDatabases.Scratch scratch, boolean together) {
    var session = place.sessions(scratch, design).lease(scratch.name(), Sessions.Purpose.RUNNING);
    // Whatever the SQL sets in it, nobody else gets it.
    session.discard();
    current = Optional.of(new SchemaTrial(session, scratch, place, together));
    return current.get();
  }

  private void end() {
    current.ifPresent(trial -> trial.session().close());
    current = Optional.empty();
  }

  @Override
  public void close() {
    end();
    kept.ifPresent(ScratchDatabases.Scratch::close);
    spoilt.ifPresent(ScratchDatabases.Scratch::close);
  }
}
