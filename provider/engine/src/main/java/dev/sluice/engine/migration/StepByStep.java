package dev.sluice.engine.migration;

import dev.sluice.engine.migration.Execution.NotSentException;
import dev.sluice.engine.migration.ProgressTable.Status;
import dev.sluice.engine.migration.ProgressTable.Step;
import dev.sluice.engine.migration.Remains.Doubt;
import dev.sluice.engine.migration.StatementRules.Kind;
import dev.sluice.engine.migration.StatementRules.Proof;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs a file that can't be one transaction, statement by statement, so that a crash at any moment leaves behind what is
 * needed to go on from there. What may stand in a transaction is committed with the record of it. What must stand alone is
 * recorded as sent before and as done after; in between the catalog has to tell. A transaction of the file's own takes its
 * records along when it commits.
 */
final class StepByStep {
  private final Execution execution;
  private final MigrationFile file;
  private final int rank;
  private final long start = System.nanoTime();
  private final FileRecord record;
  private final StatementRules rules;
  private final Map<Integer, Step> earlier;
  /** All that is missing is the row of history. */
  private final boolean nothingLeft;
  private final List<Step> open = new ArrayList<>();
  private Optional<FileStatement> current = Optional.empty();
  private boolean restCanBeRolledBack;
  /** Whether a transaction of the file's own has something in it. */
  private boolean changes;
  /** The statement that failed may have taken effect, as a whole or in part. */
  private Doubt doubt = Doubt.NONE;
  /** The number of the last statement of which is recorded that it took effect. */
  private int reached;
  /** Whether what is committed says that the file is half done. */
  private boolean marked;

  StepByStep(Execution execution, MigrationFile file, Facts facts, int rank) {
    this.execution = execution;
    this.file = file;
    this.rank = rank;
    this.record = new FileRecord(execution.connection(), execution.dialect(), execution.place(), execution.user());
    this.rules = execution.dialect().statements();
    this.marked = facts.marked(file.name());
    this.earlier =
        facts.steps().stream()
            .filter(step -> step.file().equals(file.name()))
            .collect(Collectors.toUnmodifiableMap(Step::statement, Function.identity()));
    this.nothingLeft = file.statements().stream().allMatch(this::isDone);
  }

  private boolean isDone(FileStatement statement) {
    return Optional.ofNullable(earlier.get(statement.number())).filter(Step::isDone).isPresent();
  }

  void run() throws SQLException {
    try {
      execution.prepare(file);
      if (!earlier.isEmpty() && !marked) {
        // Flyway's repair has removed it.
        durably(this::mark);
        marked = true;
      }
      for (var statement : file.statements()) {
        current = Optional.of(statement);
        step(statement);
      }
      current = Optional.empty();
      end(execution.row(file, rank, start));
    } catch (SQLException e) {
      throw execution.failure(e, file, current, new Remains(reached, doubt));
    }
  }

  private void step(FileStatement statement) throws SQLException {
    var known = Optional.ofNullable(earlier.get(statement.number()));
    var kind = rules.kind(statement.sql());
    if (isDone(statement) && (kind != Kind.SESSION || nothingLeft)) {
      reached = statement.number();
      return;
    }
    execution.announce(file, statement);
    restCanBeRolledBack &= kind != Kind.ALONE && kind != Kind.SESSION;
    if (!rules.inTransaction(execution.connection())) {
      outside(statement, kind, known);
    } else if (rules.commitsImplicitly() && !statement.transactional()) {
      commitBefore();
      outside(statement, kind, known);
    } else {
      inside(statement, kind);
    }
  }

  private void outside(FileStatement statement, Kind kind, Optional<Step> known) throws SQLException {
    switch (kind) {
      case PLAIN -> {
        if (canBeRolledBack(statement)) {
          wrapped(statement, known);
        } else {
          alone(statement, known);
        }
      }
      case ALONE -> alone(statement, known);
      case SESSION -> {
        execution.execute(statement);
        if (rules.inTransaction(execution.connection())) {
          open.add(done(statement));
        } else {
          record(done(statement));
        }
      }
      case OPENS, COMMITS, ROLLS_BACK -> {
        execution.execute(statement);
        open.clear();
        open.add(done(statement));
        changes = kind == Kind.OPENS;
      }
    }
  }

  /** One question for many statements, until one may have made other tables or gone to another database. */
  private boolean canBeRolledBack(FileStatement statement) throws SQLException {
    if (!restCanBeRolledBack) {
      var rest = file.statements().subList(statement.number() - 1, file.statements().size()).stream().map(FileStatement::sql).toList();
      restCanBeRolledBack = rules.canBeRolledBack(execution.connection(), rest);
    }
    return restCanBeRolledBack || rules.canBeRolledBack(execution.connection(), List.of(statement.sql()));
  }

  private void inside(FileStatement statement, Kind kind) throws SQLException {
    if (kind == Kind.PLAIN && !canBeRolledBack(statement)) {
      throw execution.failures().keepsWhatIsWritten(file, statement, Remains.upTo(reached));
    }
    open.add(done(statement));
    changes |= kind != Kind.SESSION;
    if (kind == Kind.COMMITS) {
      write(open);
    }
    execution.execute(statement);
    if (kind == Kind.COMMITS) {
      durable(open);
    }
    if (kind == Kind.COMMITS || kind == Kind.ROLLS_BACK) {
      open.clear();
      changes = false;
    }
  }

  /** The server is about to commit what is open; the record of it goes along. */
  private void commitBefore() throws SQLException {
    write(open);
    commit();
    durable(open);
    open.clear();
    changes = false;
  }

  private void wrapped(FileStatement statement, Optional<Step> known) throws SQLException {
    var connection = execution.connection();
    connection.setAutoCommit(false);
    try {
      execution.execute(statement);
      write(List.of(done(statement)));
      execution.stillWanted();
      connection.commit();
      durable(List.of(done(statement)));
    } catch (SQLException e) {
      connection.rollback();
      connection.setAutoCommit(true);
      if (!rules.refusedInTransaction(e)) {
        throw e;
      }
      alone(statement, known);
      return;
    }
    connection.setAutoCommit(true);
  }

  private void alone(FileStatement statement, Optional<Step> known) throws SQLException {
    if (known.isPresent()) {
      var sent = known.get().isOpen();
      var proof = rules.prove(execution.connection(), statement.sql(), known.get().evidence());
      if (proof == Proof.APPLIED && sent) {
        record(done(statement));
        return;
      }
      if (proof == Proof.UNKNOWN && sent) {
        throw execution.failures().outcomeUnknown(file, statement);
      }
      if (proof == Proof.REMAINS) {
        execution.interruptibly(
            () -> {
              rules.clear(execution.connection(), statement.sql());
              return true;
            });
      }
    }
    var sent = step(statement, Status.SENT, rules.evidence(execution.connection(), statement.sql()));
    record(sent);
    doubt = Doubt.LOST;
    try {
      execution.execute(statement);
    } catch (SQLException e) {
      refused(statement, sent, e);
      throw e;
    }
    record(done(statement));
    doubt = Doubt.NONE;
  }

  // Where the connection is gone, it stays "sent".
  private void refused(FileStatement statement, Step sent, SQLException e) {
    try {
      if (e instanceof NotSentException || rules.leftNothing(e)) {
        forget(sent);
        doubt = Doubt.NONE;
      } else if (execution.connection().isValid(2)) {
        left(statement, sent, e);
      }
    } catch (SQLException lost) {
      // As above.
    }
  }

  private void left(FileStatement statement, Step sent, SQLException e) throws SQLException {
    var proof = rules.prove(execution.connection(), statement.sql(), sent.evidence());
    var again = rules.allOrNothing(execution.connection(), statement.sql(), e) || proof != Proof.APPLIED && proof != Proof.UNKNOWN;
    if (proof == Proof.NOT_APPLIED && reached == 0) {
      // A file of which nothing took effect isn't half done.
      forget(sent);
    } else {
      record(step(statement, again ? Status.FAILED : Status.PARTLY, Optional.empty()));
    }
    doubt = again ? Doubt.NONE : Doubt.PARTLY;
  }

  private void forget(Step sent) throws SQLException {
    durably(() -> {
      if (record.forget(sent)) {
        marked = false;
      }
    });
  }

  private void end(HistoryRow row) throws SQLException {
    var connection = execution.connection();
    if (changes && rules.inTransaction(connection)) {
      try (var rollback = connection.createStatement()) {
        rollback.execute("ROLLBACK");
      }
      throw execution.failures().leftOpen(file);
    }
    if (rules.commitsImplicitly()) {
      // Table locks or settings of the file's would be in the way of the record.
      execution.prepare(file);
    }
    connection.setAutoCommit(false);
    record.finish(row);
    connection.commit();
    connection.setAutoCommit(true);
    // Not every setting can be taken back inside the transaction in which the next file may run.
    execution.leave();
  }

  private void record(Step step) throws SQLException {
    durably(() -> write(List.of(step)));
    durable(List.of(step));
  }

  private void durably(Bookkeeping work) throws SQLException {
    var connection = execution.connection();
    if (rules.inTransaction(connection)) {
      work.run();
      commit();
    } else {
      connection.setAutoCommit(false);
      work.run();
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  /** Of a transaction that the file opened, of which the driver doesn't know. */
  private void commit() throws SQLException {
    try (var commit = execution.connection().createStatement()) {
      commit.execute("COMMIT");
    }
  }

  /** To be followed by a commit, and {@link #durable} after it: what is rolled back takes the mark along. */
  private void write(List<Step> steps) throws SQLException {
    if (!marked) {
      mark();
    }
    record.write(steps);
  }

  private void mark() throws SQLException {
    record.mark(execution.row(file, rank, start));
  }

  private void durable(List<Step> steps) {
    marked = true;
    reached = steps.stream().filter(Step::isDone).mapToInt(Step::statement).max().orElse(reached);
  }

  private Step done(FileStatement statement) {
    return step(statement, Status.DONE, Optional.empty());
  }

  private Step step(FileStatement statement, Status status, Optional<String> evidence) {
    return new Step(file.name(), statement.number(), statement.digest(), status, evidence);
  }

  private interface Bookkeeping {
    void run() throws SQLException;
  }
}
