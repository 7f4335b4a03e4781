package dev.sluice.controller.managed;

import java.util.Set;

/** Condition types: Crossplane's and kstatus'. */
public final class ConditionType {
  public static final String READY = "Ready";
  public static final String SYNCED = "Synced";
  /** kstatus: present only while true. */
  public static final String RECONCILING = "Reconciling";
  /** kstatus: present only while true, and never beside Reconciling. */
  public static final String STALLED = "Stalled";

  /** Present only while true: a person has to say yes. */
  public static final String APPROVAL_REQUIRED = "ApprovalRequired";
  /** Present only while true: what is there isn't what was applied. */
  public static final String DRIFTED = "Drifted";

  private static final Set<String> OURS = Set.of(READY, SYNCED, RECONCILING, STALLED, APPROVAL_REQUIRED, DRIFTED);

  private ConditionType() {}

  /** Conditions of others in the same list are neither written nor compared. */
  static boolean isOurs(String type) {
    return OURS.contains(type);
  }
}
