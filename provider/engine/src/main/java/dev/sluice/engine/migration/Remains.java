package dev.sluice.engine.migration;

import java.util.Optional;

/**
 * What of a file that failed is in the database.
 *
 * @param reached the number of the last statement that took effect for good; 0 for none
 * @param doubt what the failing statement itself may have done
 */
record Remains(int reached, Doubt doubt) {
  /** The file was one transaction. */
  static final Remains NOTHING = new Remains(-1, Doubt.NONE);

  enum Doubt {
    NONE,
    /** The session was lost; the catalog may tell. */
    LOST,
    PARTLY
  }

  static Remains upTo(int reached) {
    return new Remains(reached, Doubt.NONE);
  }

  String of(MigrationFile file, Optional<FileStatement> failed) {
    if (equals(NOTHING)) {
      return "The file was rolled back as a whole.";
    }
    var count = file.statements().size();
    var before =
        switch (reached) {
          case 0 -> "none took effect.";
          case 1 -> "statement 1 took effect and is left out when the file runs again.";
          default -> "statements 1 to " + reached + " took effect and are left out when the file runs again.";
        };
    var end = failed.map(statement -> "Statement " + statement.number() + " of " + count + outcome()).orElse("Its end failed");
    return end + "; " + (reached == 0 && doubt != Doubt.NONE ? "none before it took effect." : before)
        + (reached > 0 && reached < count ? " Correct the file only from statement " + (reached + 1) + " on." : "")
        + failed.filter(statement -> doubt == Doubt.PARTLY).map(statement -> " " + Findings.decide(file.name(), statement.digest())).orElse("");
  }

  private String outcome() {
    return switch (doubt) {
      case NONE -> " failed";
      case LOST -> " was sent, and whether it took effect is looked for before the next run";
      case PARTLY -> " failed, and a part of it may have taken effect";
    };
  }
}
