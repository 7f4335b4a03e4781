package dev.sluice.engine.migration;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Session;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.Sessions.Purpose;
import dev.sluice.engine.migration.ProgressTable.Status;
import dev.sluice.engine.migration.ProgressTable.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;

/** Migrations with Flyway's files, history and rules. Safe for use by many threads. */
public final class FlywayMigrations implements Migrations {
  private final RunSessions sessions;
  private final MigrationDialect dialect;
  private final Clock clock;

  public FlywayMigrations(Sessions sessions, MigrationDialect dialect, Clock clock) {
    this(RunSessions.of(sessions), dialect, clock);
  }

  public FlywayMigrations(RunSessions sessions, MigrationDialect dialect, Clock clock) {
    this.sessions = Objects.requireNonNull(sessions, "sessions");
    this.dialect = Objects.requireNonNull(dialect, "dialect");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public MigrationState observe(MigrationDesign design) {
    var place = place(design);
    try (var session = sessions.looking(design).lease(design.database(), Purpose.LOOKING)) {
      return checked(session, design, () -> {
        var connection = session.connection();
        var facts = Facts.read(connection, place, dialect);
        if (!facts.steps().isEmpty()) {
          // To look into them changes settings of the session.
          session.discard();
        }
        var running = !facts.steps().isEmpty() && dialect.lockHolder(connection, place).isPresent();
        return standing(files(design, facts), facts, connection, !running).state();
      });
    }
  }

  @Override
  public MigrationState apply(MigrationDesign design, MigrationRun run) {
    return locked(design, run, (session, facts, interruption) -> {
      var connection = session.connection();
      var files = files(design, facts);
      var before = standing(files, facts, connection, true);
      if (before.nothingToDo() || !run.proceed(before.state())) {
        return before.state();
      }
      // From here on somebody else's SQL runs in it.
      session.discard();
      var execution = new Execution(connection, dialect, design, facts.place(), facts.around().user(), run, interruption);
      new Run(connection, dialect, facts, execution, () -> sessions.settle(connection, design).forEach(run::handedOver)).apply(before, run);
      execution.leave();
      return standing(files, facts.after(connection, dialect), connection, true).state();
    });
  }

  @Override
  public MigrationState acceptChecksums(MigrationDesign design) {
    return locked(design, Quiet.RUN, (session, facts, interruption) -> {
      var connection = session.connection();
      var files = files(design, facts);
      var standing = standing(files, facts, connection, false);
      connection.setAutoCommit(false);
      for (var row : standing.mismatched()) {
        dialect.history().update(connection, facts.place(), row);
      }
      var record = new FileRecord(connection, dialect, facts.place(), facts.around().user());
      for (var file : standing.pending()) {
        acceptStatements(record, facts, file);
      }
      connection.commit();
      connection.setAutoCommit(true);
      return standing(files, Facts.read(connection, facts.place(), dialect), connection, true).state();
    });
  }

  @Override
  public MigrationState decide(MigrationDesign design, String file, String statementDigest, boolean applied) {
    return locked(design, Quiet.RUN, (session, facts, interruption) -> {
      var connection = session.connection();
      var open =
          facts.steps().stream()
              .filter(step -> step.isOpen() && step.file().equals(file) && step.digest().equals(statementDigest))
              .findFirst()
              .orElseThrow(() -> new EngineException(nothingOpen(file, statementDigest)));
      var record = new FileRecord(connection, dialect, facts.place(), facts.around().user());
      connection.setAutoCommit(false);
      if (applied) {
        record.write(List.of(new Step(file, open.statement(), statementDigest, Status.DONE)));
      } else {
        record.forget(open);
      }
      connection.commit();
      connection.setAutoCommit(true);
      return standing(files(design, facts), Facts.read(connection, facts.place(), dialect), connection, true).state();
    });
  }

  /** What took effect is whatever stands in its place now; where nothing does, there is nothing to remember. */
  private static void acceptStatements(FileRecord record, Facts facts, MigrationFile file) throws SQLException {
    for (var step : facts.steps()) {
      if (step.file().equals(file.name()) && step.isDone() && file.same(step).isEmpty()) {
        var statement = file.at(step);
        if (statement.isPresent()) {
          record.write(List.of(step.withDigest(statement.get().digest())));
        } else {
          record.forget(step);
        }
      }
    }
  }

  /** @throws EngineException where the product can't have such a design */
  private HistoryPlace place(MigrationDesign design) {
    dialect.objection(design).ifPresent(objection -> {
      throw new EngineException(new Failure.Permanent(Reasons.INVALID_SPEC, objection, Optional.empty()));
    });
    return HistoryPlace.of(design, dialect.defaultSchema(design.database()));
  }

  private FlywayFiles files(MigrationDesign design, Facts facts) {
    return FlywayFiles.of(design, facts.place(), facts.around().user(), dialect, clock.instant());
  }

  private Standing standing(FlywayFiles files, Facts facts, Connection connection, boolean alone) throws SQLException {
    var standing = Judgement.of(files, facts);
    return alone && !facts.steps().isEmpty()
        ? new Resumption(connection, dialect, facts, files).judge(standing)
        : standing;
  }

  private MigrationState locked(MigrationDesign design, MigrationRun run, Locked work) {
    var until = clock.instant().plus(design.deadline());
    var place = place(design);
    var ours = sessions.running(design, run);
    try (var interruption = new Interruption(new SessionMeans(ours, dialect, design.database()));
        var session = ours.lease(design.database(), Purpose.RUNNING)) {
      if (!dialect.limitsStatements()) {
        interruption.limitStatements(design.statementTimeout());
      }
      interruption.lastly(session::cut);
      interruption.deadlineIn(Duration.between(clock.instant(), until));
      run.cancellable(interruption::cancel);
      return interruptible(interruption, session, design, () -> {
        var lock = new DatabaseLock(dialect, place, design.database());
        lock.take(session.connection(), interruption, run);
        try {
          var facts = lock.whileHeld(interruption, session.connection(), () -> Facts.read(session.connection(), place, dialect));
          return work.run(session, facts, interruption);
        } finally {
          unlock(session, place);
        }
      });
    }
  }

  // A session that can't be unlocked must end, and its lock with it.
  private void unlock(Session session, HistoryPlace place) {
    try {
      if (session.connection().isClosed()) {
        session.discard();
      } else {
        dialect.unlock(session.connection(), place);
      }
    } catch (SQLException e) {
      session.discard();
    }
  }

  /** Where the connection was cut, what the driver says of it isn't the cause. */
  private MigrationState interruptible(Interruption interruption, Session session, MigrationDesign design, Interruption.Work<MigrationState> work) {
    return checked(session, design, () -> {
      try {
        return work.run();
      } catch (SQLException e) {
        if (interruption.cause().isPresent()) {
          session.discard();
          throw new EngineException(unanswered(interruption.cause().get(), design));
        }
        throw e;
      }
    });
  }

  private static Failure unanswered(Interruption.Cause cause, MigrationDesign design) {
    var what = "while the server of database " + design.database() + " was asked something that it didn't answer in time";
    return cause == Interruption.Cause.DEADLINE
        ? new Failure.Permanent(
            "DeadlineExceeded", "The deadline passed " + what + ": see to the server, or raise spec.forProvider.timeouts.deadline.", Optional.empty())
        : new Failure.Transient("Cancelled", "The run was cancelled " + what + ".", Optional.empty());
  }

  private MigrationState checked(Session session, MigrationDesign design, Interruption.Work<MigrationState> work) {
    try {
      return work.run();
    } catch (SQLException e) {
      session.discard();
      throw new EngineException(dialect.classify(e, design.database()));
    } catch (FlywayException e) {
      session.discard();
      throw new EngineException(
          new Failure.Permanent(
              "InvalidHistory", "The history table of database " + design.database() + " can't be understood: " + Findings.flat(e), Optional.empty()));
    }
  }

  private static Failure nothingOpen(String file, String digest) {
    return new Failure.Permanent(
        "NothingToDecide",
        "No statement of " + file + " with digest " + digest + " waits for a decision: remove the annotation sluice.dev/repair.",
        Optional.empty());
  }

  private interface Locked {
    MigrationState run(Session session, Facts facts, Interruption interruption) throws SQLException;
  }
}
