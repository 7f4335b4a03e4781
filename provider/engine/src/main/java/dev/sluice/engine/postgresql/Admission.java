package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseDesign;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Whether a design may be had at all, before anything is changed. */
final class Admission {
  static final Set<String> SYSTEM_DATABASES = Set.of("template0", "template1");

  private Admission() {}

  /** What can be told without the server. */
  static PostgreSqlOptions check(DatabaseDesign design) {
    Quoting.identifier(design.name());
    design.owner().ifPresent(Quoting::identifier);
    if (SYSTEM_DATABASES.contains(design.name())) {
      throw permanent(Reasons.INVALID_SPEC, "Database " + design.name() + " is PostgreSQL's own; choose another name.");
    }
    return PostgreSqlOptions.of(design.options());
  }

  static void check(DatabaseDesign design, PostgreSqlOptions options, Catalog catalog) {
    options.check(catalog.majorVersion());
    if (options.encoding().isPresent() && catalog.encoding().isEmpty()) {
      throw PostgreSqlOptions.invalid("encoding", "is " + options.encoding().get() + ", which PostgreSQL doesn't know; write for example UTF8");
    }
    design.owner().ifPresent(owner -> {
      if (owner.equals(catalog.login())) {
        throw notAllowed(owner, "is the provider's own login");
      }
      if (catalog.owner().filter(Catalog.Owner::superuser).isPresent()) {
        throw notAllowed(owner, "is a superuser");
      }
    });
    catalog.database().flatMap(row -> conflict(design, row)).ifPresent(sentence -> {
      throw permanent(Reasons.CONFLICT, sentence);
    });
  }

  /** Who else has claimed the database, in a sentence with the remedy. */
  static Optional<String> conflict(DatabaseDesign design, DatabaseRow row) {
    Claim ours = design.claim();
    return row.marker().claim()
        .filter(claim -> !claim.uid().equals(ours.uid()) && !claim.holder().equals(ours.holder()))
        .map(claim ->
            "Database " + row.name() + " is claimed by " + claim.holder()
                + "; choose another name, or, if that one is gone for good, remove the bracket [sluice ...] from the database's comment.");
  }

  /** Sees to it that we may act as the owner: he must exist, and we be his member. */
  static void becomeOwner(Connection connection, DatabaseDesign design, Catalog catalog) throws SQLException {
    if (design.owner().isEmpty()) {
      return;
    }
    String name = design.owner().get();
    // He may be made a moment later, by a person or another manifest, and nobody tells us.
    Catalog.Owner owner = catalog.owner().orElseThrow(() -> new EngineException(
        new Failure.MissingRight(
            Reasons.OWNER_MISSING,
            "Role " + name + ", which spec.forProvider.owner names, doesn't exist; create it, or name another one.",
            Optional.empty())));
    if (!catalog.superuser() && !owner.usable()) {
      SessionWork.execute(connection, OwnerRole.joining(Quoting.identifier(name), catalog.majorVersion()));
    }
  }

  private static EngineException notAllowed(String owner, String why) {
    return permanent(
        Reasons.OWNER_NOT_ALLOWED,
        "Role " + owner + " " + why + " and can't be named in spec.forProvider.owner; name a role of the application, or leave it out.");
  }

  static EngineException permanent(String reason, String message) {
    return new EngineException(new Failure.Permanent(reason, message, Optional.empty()));
  }
}
