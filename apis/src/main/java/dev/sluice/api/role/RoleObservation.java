package dev.sluice.api.role;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What the server says of a Role.
 *
 * @param engine the product, from its ProviderConfig
 * @param role the name on the server
 * @param connectionLimit -1: without limit
 * @param username who logs in; one of two that take turns, or the role itself
 * @param lastRotated when the password was made, where rotation asks for that
 * @param nextRotation when it will be replaced
 * @param access what it was given in databases
 * @param provenance Created or Adopted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RoleObservation(
    String engine,
    String role,
    Boolean login,
    String username,
    String lastRotated,
    String nextRotation,
    Integer connectionLimit,
    List<String> memberOf,
    Map<String, String> parameters,
    List<GrantedAccess> access,
    String provenance) {
  public RoleObservation {
    access = access == null ? List.of() : List.copyOf(access);
  }

  /** Of one database. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record GrantedAccess(String database, String preset, List<String> schemas) {
    public GrantedAccess {
      schemas = schemas == null ? List.of() : List.copyOf(schemas);
    }
  }
}
