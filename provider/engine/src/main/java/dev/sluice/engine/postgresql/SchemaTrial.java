package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Session;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.postgresql.schema.diff.Desired;
import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.diff.Renames.Rename;
import dev.sluice.engine.postgresql.schema.diff.Scope;
import dev.sluice.engine.postgresql.schema.diff.Unmodelled;
import dev.sluice.engine.postgresql.schema.inspect.Inspection;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Kind;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.postgresql.schema.plan.Planner;
import dev.sluice.engine.postgresql.schema.script.Loading;
import dev.sluice.engine.postgresql.schema.script.Script;
import dev.sluice.engine.schema.ObjectName;
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
import java.util.stream.Stream;

/**
 * What is tried in a scratch database, as whom the SQL will run for good, or as a role that stands for the owner on another server.
 *
 * @param together whether it is one transaction, which is rolled back: so that nothing comes out of it, the server's roles and
 *     settings included. Where that would take too many locks, or can't be done in one, the database is dropped instead.
 */
record SchemaTrial(Session session, ScratchDatabases.Scratch scratch, ScratchPlace place, boolean together) {
  private static final int AT_ONCE = 50;
  private static final ObjectName PUBLIC = new ObjectName(Kind.SCHEMA.words(), "public");
  private static final Pattern CONCURRENTLY =
      Pattern.compile("^(CREATE (?:UNIQUE )?INDEX|DROP INDEX) CONCURRENTLY|( DETACH PARTITION .*) (?:CONCURRENTLY|FINALIZE)$", Pattern.DOTALL);

  private interface Trial<T> {
    T in(Connection connection) throws SQLException;
  }

  private <T> T trying(Trial<T> trial) {
    try {
      SessionWork.execute(session.connection(), together ? "BEGIN" : "SELECT");
      var result = trial.in(session.connection());
      SessionWork.execute(session.connection(), together ? "ROLLBACK" : "SELECT");
      return result;
    } catch (SQLException e) {
      throw new EngineException(place.failures().of(e, scratch.name()));
    }
  }

  /** What is said of the database that this one stands for, in terms of this one. */
  Model here(Model there) {
    return apart() ? there.ownedBy(scratch.name(), scratch.name()) : there;
  }

  Desired here(Desired there) {
    return apart() ? there.ownedBy(scratch.name(), scratch.name()) : there;
  }

  boolean apart() {
    return scratch.terms().apart();
  }

  private Model bare(Connection connection) throws SQLException {
    var known = scratch.bare();
    return known.isPresent() ? known.get() : scratch.bare(Inspection.within(connection));
  }

  private Model found(Connection connection) throws SQLException {
    var terms = scratch.terms();
    var model = Inspection.within(connection);
    return apart() ? model.ownedBy(terms.owner(), terms.quotedOwner()) : model;
  }

  /** What a script makes, or which of its statements fails. */
  record Loaded(Optional<Model> model, Optional<Loading.Failed> failed) {}

  Loaded load(Script script) {
    return trying(connection -> {
      var bare = bare(connection).items().keySet().stream().filter(id -> id.kind() == Kind.SCHEMA || id.kind() == Kind.EXTENSION).map(Id::name);
      changing(connection);
      var there = Stream.concat(bare, scratch.terms().changing().stream().flatMap(extension -> Stream.of(extension.id().name(), extension.schema())));
      var fixed = scratch.terms().extensions().stream().map(extension -> extension.id().name()).collect(Collectors.toSet());
      var failed = new Loading(connection, there.collect(Collectors.toSet()), fixed, together).load(script);
      return failed.isPresent() ? new Loaded(Optional.empty(), failed) : new Loaded(Optional.of(found(connection)), Optional.empty());
    });
  }

  /** Whoever is to change an extension must have made it. */
  private void changing(Connection connection) throws SQLException {
    for (var sql : scratch.terms().changing(scratch.terms().ownerOf(scratch.name()))) {
      var error = attempt(connection, sql);
      if (error.isPresent()) {
        throw place.lacking(error.get(), sql);
      }
    }
  }

  /** What comes out if a structure is made anew, as far as it is managed. */
  Model echo(Model model, Scope scope) {
    return trying(connection -> {
      copy(connection, model, scope, "the desired structure can't be made from what was read of it").ifPresent(problem -> {
        throw new EngineException(new Failure.Permanent(Reasons.NOT_SUPPORTED, problem.message(), Optional.empty()));
      });
      return found(connection);
    });
  }

  /** What a live structure is after renames, or why that can't be told. */
  record Renamed(Optional<Model> model, Optional<Problem> problem) {}

  Renamed renamed(Model live, List<Rename> renames, Scope scope) {
    return trying(connection -> {
      var problem = start(connection, live, renames, scope);
      if (problem.isPresent()) {
        return new Renamed(Optional.empty(), problem);
      }
      var model = found(connection);
      return new Renamed(
          Optional.of(new Model(
              model.major(), model.owner(), model.items(), model.needs(), model.comments(), model.privileges(), live.owners(), live.unmanaged(),
              live.unmodelledNeeds(), model.casts())),
          Optional.empty());
    });
  }

  /**
   * What a plan does to a copy of the live structure.
   *
   * @param problem why it can't be done
   * @param left what differs from the desired structure afterwards
   * @param again what another plan would do
   */
  record Tried(Optional<Problem> problem, Set<Id> left, List<PlannedStatement> again) {}

  Tried run(Model live, List<Rename> renames, List<PlannedStatement> statements, Desired desired, Planner planner, Scope scope) {
    return trying(connection -> {
      var problem = start(connection, live, renames, scope);
      if (problem.isEmpty()) {
        problem = all(connection, statements, desired.model());
      }
      if (problem.isPresent()) {
        return new Tried(problem, Set.of(), List.of());
      }
      var after = found(connection);
      var rest = Differences.between(after, desired, scope, Set.of());
      var left = new TreeSet<Id>();
      List.of(rest.altered(), rest.anew().keySet(), rest.retyped().keySet(), rest.created(), rest.dropped()).forEach(left::addAll);
      return new Tried(Optional.empty(), left, planner.plan(after, desired, Set.of()).statements());
    });
  }

  private Optional<Problem> start(Connection connection, Model live, List<Rename> renames, Scope scope) throws SQLException {
    var problem = copy(connection, live, scope, "a copy of the live structure can't be made to try the plan on");
    if (problem.isEmpty()) {
      for (var rename : renames) {
        SessionWork.execute(connection, rename.sql());
      }
    }
    return problem;
  }

  /** What isn't managed may be beyond us; what is must be there. */
  private Optional<Problem> copy(Connection connection, Model model, Scope scope, String otherwise) throws SQLException {
    var excluded = new HashSet<ObjectName>();
    // Of older servers it is the superuser's, who may have said something of it.
    excluded.add(PUBLIC);
    Stream.concat(model.items().keySet().stream(), model.comments().keySet().stream())
        .filter(id -> !scope.covers(id))
        .forEach(id -> excluded.add(Differences.name(id)));
    place.expectRoles(connection, here(model), id -> !excluded.contains(Differences.name(id)));
    var bare = bare(connection);
    SessionWork.execute(connection, "SET search_path = pg_catalog; SET check_function_bodies = off");
    var statements = Planner.creation(bare, here(model)).statements();
    for (var from = 0; from < statements.size(); from += AT_ONCE) {
      var some = statements.subList(from, Math.min(from + AT_ONCE, statements.size()));
      // Many in one round trip; one by one to see which it was.
      var failed = attempt(connection, String.join(";\n", some.stream().map(PlannedStatement::sql).toList())).isPresent();
      for (var statement : !failed ? List.<PlannedStatement>of() : some) {
        var error = attempt(connection, statement.sql());
        if (error.isPresent() && !excluded.contains(statement.object())) {
          return Optional.of(problem(statement, error.get(), otherwise, Unmodelled.neededBy(model, statement.object())));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Problem> all(Connection connection, List<PlannedStatement> statements, Model desired) throws SQLException {
    for (var statement : statements) {
      var error = attempt(connection, CONCURRENTLY.matcher(statement.sql()).replaceFirst("$1$2"));
      if (error.isPresent() && !hasPublic(statement, error.get())) {
        return Optional.of(problem(
            statement, error.get(), "on a copy of the live structure the plan fails at " + statement.sql(), Unmodelled.neededBy(desired, statement.object())));
      }
    }
    return Optional.empty();
  }

  /** A scratch database has it from the start, the live one perhaps not. */
  private static boolean hasPublic(PlannedStatement statement, SQLException error) {
    return PUBLIC.equals(statement.object()) && "42P06".equals(error.getSQLState());
  }

  /** @param unmodelled what it needs and no copy has */
  private static Problem problem(PlannedStatement statement, SQLException error, String what, Set<String> unmodelled) {
    return new Problem(
        Problem.NOT_PROVEN,
        statement.object(),
        "Not planned: " + what + ": " + statement.object() + ": " + PostgreSqlFailures.words(error) + " (SQLSTATE " + error.getSQLState() + "). "
            + (unmodelled.isEmpty() ? "" : "It needs what no plan makes: " + String.join(", ", unmodelled) + ". ")
            + ("42501".equals(error.getSQLState()) ? "Exclude it, or run as a role that may." : "Exclude it, or change it by a migration."));
  }

  private Optional<SQLException> attempt(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      if (!together) {
        return alone(statement, sql);
      }
      statement.execute("SAVEPOINT sluice");
      var error = alone(statement, sql);
      statement.execute(error.isPresent() ? "ROLLBACK TO SAVEPOINT sluice" : "RELEASE SAVEPOINT sluice");
      return error;
    }
  }

  private static Optional<SQLException> alone(java.sql.Statement statement, String sql) {
    try {
      statement.execute(sql);
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(e);
    }
  }
}
