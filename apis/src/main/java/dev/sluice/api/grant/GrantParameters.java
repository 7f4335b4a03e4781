package dev.sluice.api.grant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What is granted to whom. Exactly one of role and roleRef, and of database and databaseRef but for memberships.
 *
 * @param bareOn the same as {@code on}: YAML 1.1, which kubectl reads, takes that word without quotes for true
 * @param privileges in SQL's words
 * @param withGrantOption whether they may be handed on
 * @param exclusive whether other privileges on the same are revoked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GrantParameters(
    String role,
    NameReference roleRef,
    String database,
    NameReference databaseRef,
    GrantOn on,
    @JsonProperty("true") GrantOn bareOn,
    List<String> privileges,
    Boolean withGrantOption,
    Boolean exclusive) {
  public GrantParameters {
    on = on == null ? bareOn : on;
    privileges = privileges == null ? List.of() : List.copyOf(privileges);
  }

  /** Names another resource of the same scope; it is waited for. */
  public record NameReference(String name) {}
}
