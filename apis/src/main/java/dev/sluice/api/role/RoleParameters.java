package dev.sluice.api.role;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.api.common.KeyReference;
import dev.sluice.api.common.Sections;
import java.util.List;
import java.util.Map;

/**
 * What a Role should be. What is absent is left as it is.
 *
 * @param login absent: true
 * @param passwordSecretRef absent: a password is generated, and kept in the connection secret alone
 * @param rotation absent: the password stays
 * @param memberOf exactly these roles
 * @param parameters exactly these settings of its sessions
 * @param postgresql what PostgreSQL alone has
 * @param takeOver whether a role that was there before gets a new password
 * @param deletion Reassign or Restrict
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RoleParameters(
    Boolean login,
    KeyReference passwordSecretRef,
    Rotation rotation,
    Integer connectionLimit,
    List<String> memberOf,
    Map<String, String> parameters,
    List<Access> access,
    PostgresqlOptions postgresql,
    Boolean takeOver,
    String deletion) {
  public RoleParameters {
    memberOf = memberOf == null ? null : List.copyOf(memberOf);
    parameters = parameters == null ? null : Map.copyOf(parameters);
    access = access == null ? List.of() : List.copyOf(access);
  }

  public boolean logsIn() {
    return !Boolean.FALSE.equals(login);
  }

  /** What products alone have, by the engine's id. */
  public Map<String, Map<String, Object>> sections() {
    return new Sections().with("PostgreSQL", postgresql).byEngine();
  }

  /** @param attributes exactly these of SUPERUSER, CREATEDB, CREATEROLE, REPLICATION, BYPASSRLS */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PostgresqlOptions(List<String> attributes) {}

  /**
   * When a generated password is replaced, and how.
   *
   * @param interval a duration as Go writes it
   * @param strategy Alternate (also where absent) or InPlace
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Rotation(String interval, String strategy) {
    public boolean alternates() {
      return !"InPlace".equals(strategy);
    }
  }

  /**
   * What it may do in a database, by exactly one of {@code database} and {@code databaseRef}.
   *
   * @param preset ReadOnly, ReadWrite, Migrate or Owner
   * @param schemas empty: all but the system's
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Access(String database, DatabaseReference databaseRef, String preset, List<String> schemas) {
    public Access {
      schemas = schemas == null ? List.of() : List.copyOf(schemas);
    }
  }

  /** Names a Database resource of the same scope; it is waited for. */
  public record DatabaseReference(String name) {}
}
