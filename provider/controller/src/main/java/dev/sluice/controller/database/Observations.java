package dev.sluice.controller.database;

import dev.sluice.api.database.DatabaseObservation;
import dev.sluice.controller.credentials.Access;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseFacts;

/** From what a server says to {@code status.atProvider}. */
final class Observations {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

  private Observations() {}

  static DatabaseObservation of(DatabaseFacts facts, Access access) {
    return new DatabaseObservation(
        access.engine(),
        facts.name(),
        facts.owner().orElse(null),
        rounded(facts.sizeBytes()),
        facts.encoding().orElse(null),
        facts.collation().orElse(null),
        facts.locale().map(DatabaseFacts.Locale::collate).orElse(null),
        facts.locale().map(DatabaseFacts.Locale::characterType).orElse(null),
        facts.connectionLimit().orElse(null),
        facts.extensions().stream()
            .map(e -> new DatabaseObservation.InstalledExtension(e.name(), e.version(), e.schema()))
            .toList(),
        facts.claim().map(Claim::made).orElse(false) ? "Created" : "Adopted");
  }

  /** Two digits: a size that grows all the time must not be a write at each look. */
  static String rounded(long bytes) {
    var value = (double) bytes;
    var unit = 0;
    // From here on two digits would round up to the next unit.
    while (value >= 995 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    var digits = value < 10 ? 0 : (int) Math.log10(value) - 1;
    var step = Math.pow(10, digits);
    return "%d %s".formatted((long) (Math.round(value / step) * step), UNITS[unit]);
  }
}
