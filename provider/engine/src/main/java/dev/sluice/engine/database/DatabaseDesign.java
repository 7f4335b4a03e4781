package dev.sluice.engine.database;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a database should be. What is absent is left as it is.
 *
 * @param claim who asks; {@code made} says whether a creation for this resource was begun and not known to have failed
 * @param options what this product alone has, as the manifest gives it (text, numbers, booleans)
 */
public record DatabaseDesign(
    String name,
    Claim claim,
    Optional<String> owner,
    Optional<Integer> connectionLimit,
    List<Extension> extensions,
    Map<String, Object> options) {
  public DatabaseDesign {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(claim, "claim");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(connectionLimit, "connectionLimit");
    extensions = List.copyOf(extensions);
    options = Map.copyOf(options);
  }

  /** The same with an owner. */
  public DatabaseDesign ownedBy(String role) {
    return new DatabaseDesign(name, claim, Optional.of(role), connectionLimit, extensions, options);
  }

  /** An extension to be there; an absent version or schema is the server's choice. */
  public record Extension(String name, Optional<String> version, Optional<String> schema) {}
}
