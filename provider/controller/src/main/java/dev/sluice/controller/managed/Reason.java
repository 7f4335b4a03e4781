package dev.sluice.controller.managed;

/** Reasons that every kind shares; what a database server says comes with the engine's own. */
public enum Reason {
  Available,
  Reconciling,
  Deleting,
  ReconcileSuccess,
  ReconcileError,
  ReconcilePaused,
  WaitingForResource,
  WaitingForReference,
  ExternalNameChanged,
  Conflict,
  RefusedByApiServer,
  InternalError
}
