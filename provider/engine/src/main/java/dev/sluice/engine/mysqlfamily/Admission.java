package dev.sluice.engine.mysqlfamily;

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
  /** The last one is ours, where it stands who made which account. */
  private static final Set<String> SYSTEM_DATABASES =
      Set.of("mysql", "information_schema", "performance_schema", "sys", "ndbinfo", RoleClaim.DATABASE);

  private Admission() {}

  /** What can be told without the server. */
  static MySqlFamilyOptions check(DatabaseDesign design, Product product) {
    Quoting.check(design.name());
    if (isSystems(design.name())) {
      throw permanent(Reasons.INVALID_SPEC, reserved(design.name(), "it isn't managed"));
    }
    return MySqlFamilyOptions.of(design, product);
  }

  static void check(DatabaseDesign design, Optional<DatabaseRow> found) {
    found.flatMap(row -> conflict(design, row)).ifPresent(sentence -> {
      throw permanent(Reasons.CONFLICT, sentence);
    });
  }

  /** Who else has claimed the database, in a sentence with the remedy. */
  static Optional<String> conflict(DatabaseDesign design, DatabaseRow row) {
    Claim ours = design.claim();
    return row.claim()
        .filter(claim -> !claim.uid().equals(ours.uid()) && !claim.holder().equals(ours.holder()))
        .map(claim ->
            "Database " + row.name() + " is claimed by " + claim.holder()
                + "; choose another name, or, if that one is gone for good, drop the table " + ClaimTable.NAME + " in the database.");
  }

  /** Whether it is the server's, or where the provider keeps what it must not lose; no tenant's in any case. */
  static boolean isSystems(String database) {
    return SYSTEM_DATABASES.contains(database.toLowerCase(Locale.ROOT));
  }

  /** @param so what follows from that */
  static String reserved(String database, String so) {
    var whose = database.equalsIgnoreCase(RoleClaim.DATABASE) ? "the provider's own, where it keeps on record who made which role" : "the server's own";
    return "Database " + database + " is " + whose + ": " + so + ". Choose another name.";
  }

  static EngineException permanent(String reason, String message) {
    return new EngineException(new Failure.Permanent(reason, message, Optional.empty()));
  }
}
