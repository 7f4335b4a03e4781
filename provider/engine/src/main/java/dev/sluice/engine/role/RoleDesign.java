package dev.sluice.engine.role;

import dev.sluice.engine.Password;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.grant.GrantTerms;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A role as it is wanted. What is absent is left as it is.
 *
 * @param name on the server
 * @param claim of the resource
 * @param connectionLimit -1: without limit
 * @param memberOf exactly these roles
 * @param parameters exactly these settings of its sessions
 * @param current the one of {@link #logins} whose password it is; empty: the role itself logs in
 * @param turned when that password was made, where it is new and is to be remembered
 * @param options what this product alone has, as the manifest gives it
 * @param privileged whether it may have rights that reach beyond databases
 * @param grants what else it is to have, by grants of their own
 * @param former where it had access before and shall have none, or another one, by now
 */
public record RoleDesign(
    String name,
    Claim claim,
    boolean login,
    Optional<Password> password,
    Optional<String> current,
    Optional<Instant> turned,
    Optional<Integer> connectionLimit,
    Optional<Set<String>> memberOf,
    Optional<Map<String, String>> parameters,
    List<RoleAccess> access,
    List<RoleAccess> former,
    List<GrantTerms> grants,
    Map<String, Object> options,
    boolean privileged) {
  public RoleDesign {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(claim, "claim");
    Objects.requireNonNull(password, "password");
    Objects.requireNonNull(current, "current");
    Objects.requireNonNull(turned, "turned");
    Objects.requireNonNull(connectionLimit, "connectionLimit");
    memberOf = memberOf.map(Set::copyOf);
    parameters = parameters.map(Map::copyOf);
    access = List.copyOf(access);
    former = List.copyOf(former);
    grants = List.copyOf(grants);
    options = Map.copyOf(options);
  }

  /** Of what all products have, without such rights. */
  public RoleDesign(
      String name,
      Claim claim,
      boolean login,
      Optional<Password> password,
      Optional<String> current,
      Optional<Instant> turned,
      Optional<Integer> connectionLimit,
      Optional<Set<String>> memberOf,
      Optional<Map<String, String>> parameters,
      List<RoleAccess> access,
      List<RoleAccess> former) {
    this(name, claim, login, password, current, turned, connectionLimit, memberOf, parameters, access, former, List.of(), Map.of(), false);
  }

  /** The same, where grants of their own speak of the role, too; nothing here takes them away. */
  public RoleDesign besides(List<GrantTerms> others) {
    return new RoleDesign(
        name, claim, login, password, current, turned, connectionLimit, memberOf, parameters, access, former, others, options, privileged);
  }

  /** For one that shall go. */
  public static RoleDesign named(String name, Claim claim) {
    return new RoleDesign(
        name, claim, true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());
  }

  /**
   * The two logins that take turns as a role's, each a member of it: while one's password is handed out, those who were given
   * the other's can still log in.
   */
  public static List<String> logins(String role) {
    return List.of(role + "_a", role + "_b");
  }

  /** Whether it had other access to the same database before. */
  public boolean hadOther(RoleAccess access) {
    return former.stream().anyMatch(other -> other.database().equals(access.database()));
  }

  /** Who logs in with the password. */
  public String username() {
    return current.orElse(name);
  }
}
