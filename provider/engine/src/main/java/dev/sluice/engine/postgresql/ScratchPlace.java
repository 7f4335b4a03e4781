package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.migration.RunAs;
import dev.sluice.engine.postgresql.schema.model.Acl;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Item;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.schema.SchemaDesign;
import dev.sluice.engine.schema.ScratchServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.postgresql.util.ServerErrorMessage;

/**
 * Where SQL is tried, and as whom: on the server that it is meant for, as who will run it there, or on another one, as a role
 * that is made with the scratch database and has nothing else.
 */
record ScratchPlace(ScratchDatabases databases, PostgreSqlRunSessions runs, SessionWork work, PostgreSqlFailures failures, Optional<ScratchServer> elsewhere) {
  /** The server's functions that complain of it; they are called the same in every language. */
  private static final Set<String> ROLE_MISSING = Set.of("get_role_oid", "get_rolespec_oid", "get_rolespec_tuple");

  /** What is to be known of the server before. @param live how many locks the server has that the database is on */
  long locks(ScratchTerms terms, long live) {
    if (elsewhere.isEmpty()) {
      return live;
    }
    return work.beside("scratch databases", session -> {
      var version = session.connection().getMetaData();
      if (version.getDatabaseMajorVersion() != terms.major()) {
        throw unlike(version.getDatabaseProductVersion().split(" ", 2)[0], terms.major());
      }
      return SchemaTrials.locks(session.connection());
    });
  }

  private EngineException unlike(String version, int major) {
    return new EngineException(
        new Failure.MissingRight(
            Reasons.INVALID_SERVER,
            elsewhere.orElseThrow() + ", is PostgreSQL " + version + ", and the server whose scratch databases it would have is PostgreSQL " + major
                + ": the two write structures differently. Name a server of the same major version, or none.",
            Optional.empty()));
  }

  ScratchDatabases.Scratch take(ScratchTerms terms) {
    if (elsewhere.isEmpty()) {
      return databases.take(terms);
    }
    try {
      return databases.take(terms.withOwnerApart());
    } catch (EngineException e) {
      // Nobody tells us when it gets what it lacks.
      throw switch (e.failure()) {
        case Failure.Transient _ -> e;
        case Failure.MissingRight lacking -> lacking(lacking, "");
        case Failure.Permanent other -> lacking(other, " It needs the same locale and extensions, in the same versions.");
      };
    }
  }

  private EngineException lacking(Failure failure, String remedy) {
    return new EngineException(
        new Failure.MissingRight(failure.reason(), "On " + elsewhere.orElseThrow() + ": " + failure.message() + remedy, failure.sqlState()));
  }

  Sessions sessions(ScratchDatabases.Scratch scratch, SchemaDesign design) {
    return elsewhere.isEmpty() ? runs.sessions(design.database(), design.runAs()) : runs.sessions(scratch.name(), new RunAs.Owner());
  }

  /** @param making what can't be made by the role that runs the SQL there */
  EngineException lacking(SQLException error, String making) {
    var where = elsewhere.map(server -> "on " + server).orElse("in a scratch database");
    return new EngineException(
        new Failure.MissingRight(
            Reasons.MISSING_RIGHT,
            "An extension's other version can't be tried " + where + ", as whom the plan would run: " + making + ": " + PostgreSqlFailures.words(error)
                + ". Name the version in spec.forProvider.extensions of the Database instead.",
            Optional.ofNullable(error.getSQLState())));
  }

  /**
   * Roles are a server's: another one must have those too that the structure names.
   *
   * @param inside a session in a scratch database
   * @param covered what is to be made there
   */
  void expectRoles(Connection inside, Model model, Predicate<Id> covered) throws SQLException {
    if (elsewhere.isEmpty()) {
      return;
    }
    var names = new TreeSet<String>();
    model.privileges().entrySet().stream()
        .filter(entry -> covered.test(entry.getKey()))
        .flatMap(entry -> entry.getValue().grants().stream().map(Acl.Grant::grantee))
        .filter(grantee -> !grantee.equals(Acl.PUBLIC) && !grantee.equals(Acl.OWNER))
        .forEach(names::add);
    model.all(Item.Policy.class).stream()
        .filter(policy -> covered.test(policy.id()))
        .flatMap(policy -> policy.roles().stream().filter(role -> !role.equals("PUBLIC")).map(Item.Policy::role))
        .forEach(names::add);
    model.all(Item.DefaultPrivileges.class).stream()
        .filter(defaults -> covered.test(defaults.id()) && !defaults.role().isEmpty())
        .map(Item.DefaultPrivileges::role)
        .forEach(names::add);
    var missing = missing(inside, names);
    if (!missing.isEmpty()) {
      throw new EngineException(
          new Failure.MissingRight(
              Reasons.MISSING_RIGHT,
              "The structure gives rights to roles that " + elsewhere.get() + ", doesn't have. They need no rights and no login there; create them: "
                  + missing.stream().map(role -> "CREATE ROLE " + Quoting.identifier(role)).collect(Collectors.joining("; ")) + ".",
              Optional.empty()));
    }
  }

  private static List<String> missing(Connection inside, Set<String> names) throws SQLException {
    var missing = new ArrayList<String>();
    try (var ask = inside.prepareStatement(
        "SELECT n FROM pg_catalog.unnest(?::text[]) n WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = n) ORDER BY 1")) {
      ask.setArray(1, inside.createArrayOf("text", names.toArray()));
      try (var rows = ask.executeQuery()) {
        while (rows.next()) {
          missing.add(rows.getString(1));
        }
      }
    }
    return missing;
  }

  /** What helps against an error that the server would not have, for which the SQL is meant. */
  Optional<String> remedy(SQLException error, String owner) {
    var lacksRole = PostgreSqlFailures.serverMessage(error).map(ServerErrorMessage::getRoutine).filter(ROLE_MISSING::contains).isPresent();
    if (elsewhere.isEmpty() || !lacksRole && !"42501".equals(error.getSQLState())) {
      return Optional.empty();
    }
    return Optional.of(
        lacksRole
            ? "It was tried on " + elsewhere.get() + ". Create that role there, without rights; where it is " + owner
                + ", the database's owner, leave OWNER TO out and write CURRENT_USER in other places."
            : "It was tried on " + elsewhere.get() + ", as a role that has a scratch database and nothing else: leave out what takes more, or remove spec.scratch.");
  }
}
