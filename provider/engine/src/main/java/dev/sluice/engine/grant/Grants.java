package dev.sluice.engine.grant;

/** What the roles of one server may do, privilege by privilege. */
public interface Grants {

  /**
   * Changes nothing.
   *
   * @throws dev.sluice.engine.EngineException with reason WaitingForReference as long as the role isn't there and
   *     WaitingForObject as long as something is missing that it is granted on; with InvalidSpec for privileges and targets that
   *     this product doesn't have, with RoleNotAllowed for what nobody should get by a manifest
   */
  GrantState observe(GrantDesign design);

  /** Makes the changes that {@link #observe} listed, in one transaction where the product has such. */
  void update(GrantDesign design, GrantState state);

  /** Takes away what the terms grant, but for what others hold; nothing happens where the role, the database or an object is gone. */
  void revoke(GrantDesign design);
}
