package dev.sluice.controller.gate;

/** Reasons of events on pods, and of the readiness gate's condition. */
enum GateReason {
  /** Less is applied than the pod requires; nobody need do anything about the pod. */
  NotApplied(false),
  /** All that the pod requires is applied. */
  Applied(false),
  RequiresMissing(true),
  RequiresInvalid(true),
  /** Nothing has the name, yet. */
  NotFound(true),
  /** Several kinds have the name. */
  Ambiguous(true),
  /** No such kind is installed. */
  KindNotInstalled(true),
  /** The object isn't open to the pod's namespace. */
  NotAllowed(true),
  /** A readiness gate without the label that it is found by. */
  LabelMissing(true);

  private final boolean wantsPerson;

  GateReason(boolean wantsPerson) {
    this.wantsPerson = wantsPerson;
  }

  /** Whether it lasts until a person does something. */
  boolean wantsPerson() {
    return wantsPerson;
  }
}
