package dev.sluice.engine.sqlserver;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseDesign;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Whether a design may be had at all, before anything is changed. */
final class Admission {
  private static final Set<String> SYSTEM_DATABASES =
      Set.of("master", "tempdb", "model", "msdb", "mssqlsystemresource", "distribution", "rdsadmin");

  private Admission() {}

  /** What can be told without the server. */
  static SqlServerOptions check(DatabaseDesign design) {
    Quoting.identifier(design.name());
    design.owner().ifPresent(Quoting::identifier);
    if (system(design.name())) {
      throw permanent(Reasons.INVALID_SPEC, "Database " + design.name() + " is SQL Server's own; choose another name.");
    }
    if (design.connectionLimit().isPresent()) {
      throw permanent(
          Reasons.INVALID_SPEC, "SQL Server has no limit on the connections to one database; remove spec.forProvider.connectionLimit.");
    }
    if (!design.extensions().isEmpty()) {
      throw permanent(Reasons.INVALID_SPEC, "SQL Server has no extensions; remove spec.forProvider.extensions.");
    }
    return SqlServerOptions.of(design.options());
  }

  static boolean system(String name) {
    return SYSTEM_DATABASES.contains(name.toLowerCase(Locale.ROOT));
  }

  static void check(DatabaseDesign design, SqlServerOptions options, Catalog catalog) {
    options.check(catalog.edition());
    design.owner().ifPresent(owner -> {
      // He may be made a moment later, by a person or another manifest, and nobody tells us.
      Catalog.Owner found = catalog.owner().orElseThrow(() -> new EngineException(
          new Failure.MissingRight(
              Reasons.OWNER_MISSING,
              "Login " + owner + ", which spec.forProvider.owner names, doesn't exist, or the provider may not see it; create it, or name"
                  + " another one.",
              Optional.empty())));
      if (found.ours()) {
        throw notAllowed(owner, "is the provider's own login");
      }
      if (found.sysadmin()) {
        throw notAllowed(owner, "is a member of sysadmin");
      }
    });
    catalog.database().filter(row -> !row.online()).ifPresent(row -> {
      throw notOnline(row);
    });
  }

  static void check(DatabaseDesign design, DatabaseRow row, ClaimMarker marker) {
    conflict(design, row, marker).ifPresent(sentence -> {
      throw permanent(Reasons.CONFLICT, sentence);
    });
  }

  /** Who else has claimed the database, in a sentence with the remedy. */
  static Optional<String> conflict(DatabaseDesign design, DatabaseRow row, ClaimMarker marker) {
    Claim ours = design.claim();
    return marker.claim()
        .filter(claim -> !claim.uid().equals(ours.uid()) && !claim.holder().equals(ours.holder()))
        .map(claim ->
            "Database " + row.name() + " is claimed by " + claim.holder()
                + "; choose another name, or, if that one is gone for good, drop the database's extended property " + ClaimMarker.PROPERTY + ".");
  }

  /** What it holds and who claims it can't be told then. */
  static EngineException notOnline(DatabaseRow row) {
    return new EngineException(
        new Failure.Transient(
            Reasons.OBJECT_IN_USE,
            "Database " + row.name() + " is in state " + row.state() + " and can't be looked into; it will be tried again.",
            Optional.empty()));
  }

  private static EngineException notAllowed(String owner, String why) {
    return permanent(
        Reasons.OWNER_NOT_ALLOWED,
        "Login " + owner + " " + why + " and can't be named in spec.forProvider.owner; name a login of the application, or leave it out.");
  }

  static EngineException permanent(String reason, String message) {
    return new EngineException(new Failure.Permanent(reason, message, Optional.empty()));
  }
}
