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

  private static final Set<String> OURS = Set.of(READY, SYNCED, RECONCILING, STALLED);

  private ConditionType() {}

  /** Conditions of others in the same list are neither written nor compared. */
  static boolean isOurs(String type) {
    return OURS.contains(type);
  }
}
