package dev.sluice.controller.managed;

import java.util.Set;

/** Annotations that people, Crossplane and we read and write. */
public final class Annotations {
  public static final String EXTERNAL_NAME = "crossplane.io/external-name";
  static final String PAUSED = "crossplane.io/paused";
  static final String POLL_INTERVAL = "crossplane.io/poll-interval";
  static final String RECONCILE_REQUESTED_AT = "crossplane.io/reconcile-requested-at";
  static final String FLUX_REQUESTED_AT = "reconcile.fluxcd.io/requestedAt";
  static final String CREATE_PENDING = "crossplane.io/external-create-pending";
  static final String CREATE_SUCCEEDED = "crossplane.io/external-create-succeeded";
  static final String CREATE_FAILED = "crossplane.io/external-create-failed";

  /** The record of a creation, which we alone write. */
  static final Set<String> CREATION = Set.of(CREATE_PENDING, CREATE_SUCCEEDED, CREATE_FAILED);

  /** Try again now; any token, acted on once. */
  public static final String RETRY = "sluice.dev/retry";

  /** Decides what only a person can decide; bound to content, acted on once. */
  public static final String REPAIR = "sluice.dev/repair";

  /** Approves a plan by its hash; acted on once for as long as it stays. */
  public static final String APPROVE = "sluice.dev/approve";

  private Annotations() {}
}
