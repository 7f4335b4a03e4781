package dev.sluice.engine.postgresql;

import dev.sluice.engine.SessionWork;
import dev.sluice.engine.migration.RunAs;
import dev.sluice.engine.postgresql.schema.diff.Desired;
import dev.sluice.engine.postgresql.schema.diff.Differences;
import dev.sluice.engine.postgresql.schema.diff.Scope;
import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Model;
import dev.sluice.engine.schema.Problem;
import dev.sluice.engine.schema.SchemaDesign;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether what belongs neither to the database's owner nor to whom the plan runs as can be made anew and given back. A scratch
 * database can't prove it, which may be on a server without such roles, and has no rights of theirs: the live one is asked.
 *
 * @param elsewhere whether scratch databases are on another server
 */
record SchemaOwners(SessionWork work, SchemaDesign design, Scope scope, boolean elsewhere) {
  private static final int SET_OPTION_SINCE = 16;

  /** The name of whom SQL runs as; empty where it is the session's own user. */
  static Optional<String> runner(RunAs as, String owner) {
    return switch (as) {
      case RunAs.Owner() -> Optional.of(owner);
      case RunAs.ProviderConfig() -> Optional.empty();
      case RunAs.Role(String name) -> Optional.of(name);
    };
  }

  /** @param forced what is made anew though it could be changed in place */
  Optional<Problem> problem(Model live, Desired desired, Set<Id> forced) {
    if (live.owners().values().stream().allMatch(live.owner()::equals)) {
      return Optional.empty();
    }
    var differences = Differences.between(live, desired, scope, forced);
    var others = new TreeSet<>(differences.anew().keySet());
    others.addAll(differences.retyped().keySet());
    others.removeIf(id -> live.owners().getOrDefault(id, live.owner()).equals(live.owner()));
    return others.isEmpty() ? Optional.empty() : work.inside(design.database(), session -> {
      for (var id : others) {
        var why = why(session.connection(), id, live);
        if (why.isPresent()) {
          return Optional.of(new Problem(Problem.NOT_PROVEN, Differences.name(id), "Not planned: " + id + " belongs to " + live.owners().get(id) + " and would be made anew, " + why.get()));
        }
      }
      return Optional.empty();
    });
  }

  private Optional<String> why(Connection inside, Id id, Model live) throws SQLException {
    if (id.schema().isEmpty()) {
      return elsewhere
          ? Optional.of("which can't be tried on another server: give it to " + live.owner() + ", exclude it, or remove spec.scratch of the ProviderConfig.")
          : Optional.empty();
    }
    var owner = live.owners().get(id);
    try (var ask = inside.prepareStatement(
        "SELECT r.rolname, r.rolsuper, pg_has_role(r.oid, o.oid, 'USAGE') OR pg_has_role(r.oid, n.nspowner, 'USAGE') AS drops, pg_has_role(r.oid, o.oid, ?) AS gives,"
            + " has_schema_privilege(o.oid, n.oid, 'CREATE') AS takes FROM pg_roles r, pg_roles o, pg_namespace n"
            + " WHERE r.rolname = coalesce(?, current_user) AND o.rolname = ? AND n.nspname = ?")) {
      ask.setString(1, live.major() >= SET_OPTION_SINCE ? "SET" : "MEMBER");
      ask.setString(2, runner(design.runAs(), live.owner()).orElse(null));
      ask.setString(3, owner);
      ask.setString(4, id.schema());
      try (var row = ask.executeQuery()) {
        if (!row.next() || row.getBoolean("rolsuper")) {
          return Optional.empty();
        }
        var runner = row.getString("rolname");
        if (!row.getBoolean("drops") || !row.getBoolean("gives")) {
          return Optional.of(
              "and " + runner + ", as whom the plan would run, may not drop it and give it back: run GRANT " + Quoting.identifier(owner) + " TO " + Quoting.identifier(runner)
                  + ", give it to " + live.owner() + ", or exclude it.");
        }
        return row.getBoolean("takes")
            ? Optional.empty()
            : Optional.of("and can't be given back to one who may not create in its schema: run GRANT CREATE ON SCHEMA " + Quoting.identifier(id.schema()) + " TO "
                + Quoting.identifier(owner) + ", or exclude it.");
      }
    }
  }
}
