package dev.sluice.engine.role;

import dev.sluice.engine.database.Claim;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a server says of a role.
 *
 * @param turned when its password was changed last, where that was put on record
 */
public record RoleFacts(
    String name, boolean login, int connectionLimit, List<String> memberOf, Map<String, String> parameters, Optional<Claim> claim, Optional<Instant> turned) {
  public RoleFacts {
    Objects.requireNonNull(name, "name");
    memberOf = List.copyOf(memberOf);
    parameters = Map.copyOf(parameters);
    Objects.requireNonNull(claim, "claim");
    Objects.requireNonNull(turned, "turned");
  }

  /** The same, where its password is another one's. */
  public RoleFacts turned(Optional<Instant> at) {
    return new RoleFacts(name, login, connectionLimit, memberOf, parameters, claim, at);
  }
}
