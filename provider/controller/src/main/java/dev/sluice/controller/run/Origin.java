package dev.sluice.controller.run;

import dev.sluice.controller.reference.ObjectKey;
import dev.sluice.engine.Timeouts;
import dev.sluice.rules.SourceDigest;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a design was made from. While nothing of it changes the files need not be read again.
 *
 * @param versions of the objects that files and values come from; empty for one that isn't there
 */
public record Origin(long generation, String database, Timeouts timeouts, Map<ObjectKey, Optional<String>> versions) {
  public Origin {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(timeouts, "timeouts");
    versions = Map.copyOf(versions);
  }

  public boolean isSame(Origin now) {
    return versions.values().stream().allMatch(Optional::isPresent) && equals(now);
  }

  /** Tells in the status, where no value may stand, whether what is read beside the spec is still the same. */
  public String digest() {
    var lines = new TreeMap<String, String>();
    versions.forEach((key, version) -> lines.put(key.toString(), version.orElse("")));
    lines.put("timeouts", timeouts.lock() + " " + timeouts.statement());
    return SourceDigest.of(lines);
  }
}
