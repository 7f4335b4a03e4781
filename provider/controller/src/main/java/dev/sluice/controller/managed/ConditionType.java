package dev.sluice.controller.managed;

/** Condition types: Crossplane's and kstatus'. */
public final class ConditionType {
  public static final String READY = "Ready";
  public static final String SYNCED = "Synced";
  /** kstatus: present only while true. */
  public static final String RECONCILING = "Reconciling";
  /** kstatus: present only while true, and never beside Reconciling. */
  public static final String STALLED = "Stalled";

  private ConditionType() {}
}
