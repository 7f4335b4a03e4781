package dev.sluice.engine;

import java.time.Duration;
import java.util.Optional;

/** What the sessions themselves have to complain of, whatever the product. */
final class SessionFailures {
  private SessionFailures() {}

  static Failure interrupted(String database) {
    return new Failure.Transient(
        Reasons.INTERRUPTED, "The work on database " + database + " was interrupted; it will be tried again.", Optional.empty());
  }

  static Failure closed() {
    return new Failure.Transient(
        Reasons.CLOSED, "The settings of the server changed meanwhile; the work will be tried again.", Optional.empty());
  }

  static Failure busy(int max, Duration waited) {
    return new Failure.Transient(
        Reasons.SESSIONS_BUSY,
        "All of the " + max + " sessions that may be open on this server were in use for " + waited.toMillis() / 1000.0
            + " s; raise spec.maxSessions of the ProviderConfig if the server can bear more.",
        Optional.empty());
  }
}
