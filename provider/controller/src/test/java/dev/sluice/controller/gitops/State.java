package dev.sluice.controller.gitops;

import static dev.sluice.controller.gitops.Health.Code.Degraded;
import static dev.sluice.controller.gitops.Health.Code.Healthy;
import static dev.sluice.controller.gitops.Health.Code.Progressing;
import static dev.sluice.controller.gitops.Health.Code.Suspended;
import static dev.sluice.controller.testbed.Kstatus.CURRENT;
import static dev.sluice.controller.testbed.Kstatus.FAILED;
import static dev.sluice.controller.testbed.Kstatus.IN_PROGRESS;
import static dev.sluice.controller.testbed.Kstatus.TERMINATING;

import dev.sluice.controller.testbed.Kstatus;
import java.util.Locale;

/** A state that a resource can be in, and what those who wait for it must make of it. Each is a file of testdata. */
enum State {
  /** Only what the CRD itself puts there. */
  UNSEEN(Progressing, IN_PROGRESS),
  /** Its spec was seen, and nothing is done yet. */
  WORKING(Progressing, IN_PROGRESS),
  RUNNING(Progressing, IN_PROGRESS),
  WAITING(Progressing, IN_PROGRESS),
  UNREACHABLE(Progressing, IN_PROGRESS),
  READY(Healthy, CURRENT),
  /** A newer spec than the one that is ready. */
  STALE(Progressing, IN_PROGRESS),
  SCHEMA_AHEAD(Healthy, CURRENT),
  FAILED_FOR_GOOD(Degraded, FAILED),
  /** A newer spec than the one that failed. */
  FIX_PUSHED(Progressing, IN_PROGRESS),
  /** kstatus knows nothing of our annotations. */
  RETRY_ASKED(Progressing, FAILED),
  RETRIED(Degraded, FAILED),
  EDITED(Degraded, FAILED),
  REPAIR_ASKED(Progressing, FAILED),
  OUTCOME_UNKNOWN(Degraded, FAILED),
  APPROVAL_REQUIRED(Suspended, IN_PROGRESS),
  /** By its hash, and not taken up yet. */
  APPROVED(Progressing, IN_PROGRESS),
  APPROVED_ANOTHER(Suspended, IN_PROGRESS),
  /** A newer spec than the one whose plan waits. */
  APPROVAL_STALE(Progressing, IN_PROGRESS),
  DRIFTED(Healthy, CURRENT),
  /** All else is as it was. */
  PAUSED(Suspended, CURRENT),
  PAUSED_BEHIND(Suspended, IN_PROGRESS),
  PAUSED_BY_POLICIES(Suspended, IN_PROGRESS),
  PAUSED_AND_DELETED(Suspended, TERMINATING),
  WITHHELD(Suspended, IN_PROGRESS),
  POLICIES_REFUSED(Degraded, IN_PROGRESS),
  DELETING(Progressing, TERMINATING),
  DELETION_BLOCKED(Degraded, TERMINATING),
  /** A configuration that is to go and has users. */
  IN_USE(Progressing, TERMINATING);

  private final Health.Code health;
  private final Kstatus kstatus;

  State(Health.Code health, Kstatus kstatus) {
    this.health = health;
    this.kstatus = kstatus;
  }

  Health.Code health() {
    return health;
  }

  Kstatus kstatus() {
    return kstatus;
  }

  /** What {@code kubectl wait --for=condition=Ready} lets through. */
  boolean ready() {
    return kstatus == CURRENT;
  }

  String file() {
    return "testdata/" + name().toLowerCase(Locale.ROOT) + ".yaml";
  }
}
