package dev.sluice.controller.managed;

/** Reasons that every kind shares; what a database server says comes with the engine's own. */
public enum Reason {
  Available,
  Reconciling,
  Creating,
  Updating,
  Deleting,
  ReconcileSuccess,
  ReconcileError,
  ReconcilePaused,
  WaitingForReference,
  WaitingForProviderConfig,
  WaitingForCredentials,
  WaitingForResource,
  WaitingForFinalizers,
  InvalidManagementPolicy,
  InvalidSpec,
  NotAllowed,
  ExternalNameChanged,
  Conflict,
  DeletionBlocked,
  DeadlineExceeded,
  InternalError
}
