package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.postgresql.schema.diff.Desired;
import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.diff.Renames.Rename;
import dev.sluice.engine.postgresql.schema.diff.Scope;
import dev.sluice.engine.postgresql.schema.inspect.Inspection;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.postgresql.schema.plan.Planner;
import dev.sluice.engine.postgresql.schema.plan.Planner.Draft;
import dev.sluice.engine.postgresql.schema.script.Loading;
import dev.sluice.engine.postgresql.schema.script.Script;
import dev.sluice.engine.schema.PlannedStatement;
import dev.sluice.engine.schema.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is tried in a scratch database, in transactions that are rolled back; as whom the SQL will run for good. */
final class SchemaTrial {
  private static final int ATTEMPTS = 4;
  private static final Pattern CONCURRENTLY =
      Pattern.compile("^(CREATE (?:UNIQUE )?INDEX|DROP INDEX) CONCURRENTLY|( DETACH PARTITION .*) CONCURRENTLY$", Pattern.DOTALL);

  private final Sessions sessions;
  private final String database;
  private final PostgreSqlFailures failures;

  SchemaTrial(Sessions sessions, String database, PostgreSqlFailures failures) {
    this.sessions = sessions;
    this.database = database;
    this.failures = failures;
  }

  private interface Trial<T> {
    T in(Connection connection) throws SQLException;
  }

  private <T> T trying(Trial<T> trial) {
    try (var session = sessions.lease(database, Sessions.Purpose.RUNNING)) {
      // Whatever the SQL has set, nobody else gets it.
      session.discard();
      SessionWork.execute(session.connection(), "BEGIN");
      var result = trial.in(session.connection());
      SessionWork.execute(session.connection(), "ROLLBACK");
      return result;
    } catch (SQLException e) {
      throw new EngineException(failures.of(e, database));
    }
  }

  /** What a script makes, or which of its statements fails. */
  record Loaded(Optional<Model> model, Optional<Loading.Failed> failed) {}

  Loaded load(Script script) {
    return trying(connection -> {
      var bare = Inspection.within(connection).items().keySet().stream().filter(id -> id.kind() == Kind.SCHEMA || id.kind() == Kind.EXTENSION).map(Id::name);
      var failed = new Loading(connection, bare.collect(Collectors.toSet())).load(script);
      return failed.isPresent() ? new Loaded(Optional.empty(), failed) : new Loaded(Optional.of(Inspection.within(connection)), Optional.empty());
    });
  }

  /** What comes out if a structure is made anew. */
  Model echo(Model model) {
    return trying(connection -> {
      var bare = Inspection.within(connection);
      prepare(connection);
      for (var statement : Planner.creation(bare, model).statements()) {
        var error = attempt(connection, statement.sql());
        if (error.isPresent()) {
          throw refused(statement, error.get(), "the desired structure can't be made from what was read of it");
        }
      }
      return Inspection.within(connection);
    });
  }

  /** A plan that was seen to work, or why there is none. @param live after the renames */
  record Proven(Draft draft, Model live) {}

  /** Makes the live structure, plans from there on, does it, and looks whether it is the desired one. */
  Proven prove(Model live, List<Rename> renames, Desired desired, Planner planner, Scope scope) {
    return trying(connection -> {
      var problem = copy(connection, live, scope);
      if (problem.isPresent()) {
        return new Proven(new Draft(List.of(), List.of(), List.of(problem.get())), live);
      }
      var start = renames.isEmpty() ? live : renamed(connection, renames, live);
      SessionWork.execute(connection, "SAVEPOINT start");
      Set<Id> forced = new HashSet<>();
      for (var attempt = 1; ; attempt++) {
        var draft = planner.plan(start, desired, forced);
        var failure = draft.refusals().isEmpty() ? run(connection, draft.statements()) : Optional.<Problem>empty();
        if (!draft.refusals().isEmpty() || failure.isPresent()) {
          return new Proven(failure.map(why -> new Draft(List.of(), draft.changes(), List.of(why))).orElse(draft), start);
        }
        var rest = Differences.between(Inspection.within(connection), desired, scope, Set.of());
        if (rest.none() && planner.plan(Inspection.within(connection), desired, Set.of()).statements().isEmpty()) {
          return new Proven(draft, start);
        }
        var left = left(rest);
        if (attempt == ATTEMPTS || !forced.addAll(left)) {
          return new Proven(new Draft(List.of(), draft.changes(), List.of(unproven(left, planner, connection, desired))), start);
        }
        SessionWork.execute(connection, "ROLLBACK TO SAVEPOINT start");
        prepare(connection);
      }
    });
  }

  private static Set<Id> left(Differences rest) {
    var left = new TreeSet<Id>();
    left.addAll(rest.altered());
    left.addAll(rest.anew().keySet());
    left.addAll(rest.retyped().keySet());
    left.addAll(rest.created());
    left.addAll(rest.dropped());
    return left;
  }

  private static Problem unproven(Set<Id> left, Planner planner, Connection connection, Desired desired) throws SQLException {
    var again = planner.plan(Inspection.within(connection), desired, Set.of()).statements();
    var object = left.isEmpty() ? again.getFirst().object() : Differences.name(((TreeSet<Id>) left).first());
    return new Problem(
        Problem.NOT_PROVEN,
        object,
        "Not planned: on a copy of the live structure the plan leaves a difference in " + (left.isEmpty() ? object : left)
            + ", which another plan would try to remove by " + again.stream().limit(2).map(PlannedStatement::sql).toList() + "; change it by a migration.");
  }

  private static Model renamed(Connection connection, List<Rename> renames, Model live) throws SQLException {
    for (var rename : renames) {
      SessionWork.execute(connection, rename.sql());
    }
    var model = Inspection.within(connection);
    return new Model(
        model.major(), model.owner(), model.items(), model.needs(), model.comments(), model.privileges(), live.owners(), live.unmanaged(), model.casts());
  }

  private static void prepare(Connection connection) throws SQLException {
    SessionWork.execute(connection, "SET LOCAL search_path = pg_catalog; SET LOCAL check_function_bodies = off");
  }

  /** What isn't managed may be beyond us; what is must be there. */
  private static Optional<Problem> copy(Connection connection, Model live, Scope scope) throws SQLException {
    var excluded = new HashSet<dev.sluice.engine.schema.ObjectName>();
    live.items().keySet().stream().filter(id -> !scope.covers(id)).forEach(id -> excluded.add(Differences.name(id)));
    var bare = Inspection.within(connection);
    prepare(connection);
    for (var statement : Planner.creation(bare, live).statements()) {
      var error = attempt(connection, statement.sql());
      if (error.isPresent() && !excluded.contains(statement.object())) {
        return Optional.of(problem(statement, error.get(), "a copy of the live structure can't be made to try the plan on"));
      }
    }
    return Optional.empty();
  }

  private static Optional<Problem> run(Connection connection, List<PlannedStatement> statements) throws SQLException {
    for (var statement : statements) {
      var error = attempt(connection, CONCURRENTLY.matcher(statement.sql()).replaceFirst("$1$2"));
      if (error.isPresent()) {
        return Optional.of(problem(statement, error.get(), "on a copy of the live structure the plan fails at " + statement.sql()));
      }
    }
    return Optional.empty();
  }

  private static Problem problem(PlannedStatement statement, SQLException error, String what) {
    return new Problem(
        Problem.NOT_PROVEN,
        statement.object(),
        "Not planned: " + what + ": " + statement.object() + ": " + PostgreSqlFailures.words(error) + " (SQLSTATE " + error.getSQLState()
            + "). Exclude it, or change it by a migration.");
  }

  private static EngineException refused(PlannedStatement statement, SQLException error, String what) {
    return new EngineException(
        new Failure.Permanent(Reasons.NOT_SUPPORTED, problem(statement, error, what).message(), Optional.ofNullable(error.getSQLState())));
  }

  private static Optional<SQLException> attempt(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute("SAVEPOINT sluice");
      try {
        statement.execute(sql);
        statement.execute("RELEASE SAVEPOINT sluice");
        return Optional.empty();
      } catch (SQLException e) {
        statement.execute("ROLLBACK TO SAVEPOINT sluice");
        statement.execute("RELEASE SAVEPOINT sluice");
        return Optional.of(e);
      }
    }
  }
}
