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
 * @param mysql what MySQL alone has
 * @param mariadb what MariaDB alone has
 * @param sqlserver what SQL Server alone has
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
    MySqlOptions mysql,
    MariaDbOptions mariadb,
    SqlServerOptions sqlserver,
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
    return new Sections().with("PostgreSQL", postgresql).with("MySQL", mysql).with("MariaDB", mariadb).with("SQLServer", sqlserver).byEngine();
  }

  /** @param attributes exactly these of SUPERUSER, CREATEDB, CREATEROLE, REPLICATION, BYPASSRLS */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PostgresqlOptions(List<String> attributes) {}

  /**
   * @param authenticationPlugin by which the password is checked
   * @param requireTls None, SSL or X509
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record MySqlOptions(String authenticationPlugin, String requireTls, AccountLimits limits) {}

  /** @param requireTls None, SSL or X509 */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record MariaDbOptions(String requireTls, AccountLimits limits) {}

  /**
   * @param contained whether it is a user of databases alone, with its password in each, and no login of the server's
   * @param defaultSchema where names without a schema are looked up
   * @param defaultLanguage of its sessions
   * @param checkPolicy whether the server's policy for passwords holds
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SqlServerOptions(Boolean contained, String defaultSchema, String defaultLanguage, Boolean checkPolicy) {}

  /** How much an account may do; 0 is no limit. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AccountLimits(Integer queriesPerHour, Integer updatesPerHour, Integer connectionsPerHour) {}

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
