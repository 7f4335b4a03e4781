package dev.sluice.api.grant;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What was granted.
 *
 * @param engine the product, from its ProviderConfig
 * @param database absent for memberships
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GrantObservation(String engine, String role, String database, GrantOn on, List<String> privileges, Boolean withGrantOption) {
  public GrantObservation {
    privileges = privileges == null ? List.of() : List.copyOf(privileges);
  }
}
