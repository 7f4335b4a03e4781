package dev.sluice.engine.role;

import dev.sluice.engine.Password;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The roles of one server: logins and groups of them. */
public interface Roles {

  /**
   * What there is, and how it differs from what is wanted; empty where there is no such role. Changes nothing.
   *
   * @throws dev.sluice.engine.EngineException also for a design that this product can't have, with reason InvalidSpec, for a
   *     role that isn't to be touched, with reason RoleNotAllowed, and for one that another resource has claimed, with
   *     reason Conflict
   */
  Optional<RoleState> observe(RoleDesign design);

  /** The two logins that take turns as a role's, as a design names them. */
  default List<String> logins(String role) {
    return RoleDesign.logins(role);
  }

  /** What one logs in with as a role, or as one of its two logins. */
  default String username(String login) {
    return login;
  }

  /**
   * How the role logs in, for its connection secret: endpoint, port, username, password, and with a database also database,
   * jdbcUrl and uri.
   *
   * @param password where it is known
   */
  Map<String, String> connectionDetails(String role, Optional<Password> password, Optional<String> database);

  /** Creates the role with all it may do, and records on the server who claims it. May be called again after it was interrupted. */
  void create(RoleDesign design);

  /** Makes the changes that {@link #observe} listed. */
  void update(RoleDesign design, RoleState state);

  /**
   * Drops the role, its sessions ended; never what it owns. Nothing happens where it is gone already. Looks at nothing of the
   * design but its name and claim.
   *
   * @return a sentence where the role stays because it isn't this resource's; empty where it is gone
   * @throws dev.sluice.engine.EngineException with reason DeletionBlocked, naming what the role owns
   */
  Optional<String> drop(RoleDesign design, RemovalPolicy policy);
}
