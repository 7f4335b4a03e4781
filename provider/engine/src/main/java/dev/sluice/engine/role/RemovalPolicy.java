package dev.sluice.engine.role;

/** What becomes of what a role owns when it goes; never is it dropped. */
public enum RemovalPolicy {
  /** It goes to the owner of the database that it is in. */
  REASSIGN,
  /** As long as there is any, the role stays. */
  RESTRICT
}
