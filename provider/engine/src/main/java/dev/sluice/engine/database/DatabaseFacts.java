package dev.sluice.engine.database;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a database is, as far as its product has such a thing.
 *
 * @param encoding or character set
 * @param collation where it is one thing; {@code locale} where it is two
 * @param sizeBytes of its files; 0 where the user may not ask
 * @param claim who stands behind it, where that is recorded
 * @param extensions installed; those that the design doesn't name may be left out
 */
public record DatabaseFacts(
    String name,
    Optional<String> owner,
    Optional<String> encoding,
    Optional<String> collation,
    Optional<Locale> locale,
    Optional<Integer> connectionLimit,
    long sizeBytes,
    Optional<Claim> claim,
    List<InstalledExtension> extensions) {
  public DatabaseFacts {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(encoding, "encoding");
    Objects.requireNonNull(collation, "collation");
    Objects.requireNonNull(locale, "locale");
    Objects.requireNonNull(connectionLimit, "connectionLimit");
    Objects.requireNonNull(claim, "claim");
    extensions = List.copyOf(extensions);
  }

  /** How text is sorted, and which characters are letters. */
  public record Locale(String collate, String characterType) {}

  public record InstalledExtension(String name, String version, String schema) {}
}
