package dev.sluice.engine.role;

import dev.sluice.engine.database.Claim;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a server says of a role. */
public record RoleFacts(
    String name, boolean login, int connectionLimit, List<String> memberOf, Map<String, String> parameters, Optional<Claim> claim) {
  public RoleFacts {
    Objects.requireNonNull(name, "name");
    memberOf = List.copyOf(memberOf);
    parameters = Map.copyOf(parameters);
    Objects.requireNonNull(claim, "claim");
  }
}
