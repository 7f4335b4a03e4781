package dev.sluice.controller.managed;

import dev.sluice.engine.Failure;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How a resource stands at the end of a reconcile: one row of the states that the API documents. The reason and the
 * message are the Ready condition's, and Reconciling's or Stalled's where one of these is true.
 *
 * @param also what else is true of it, beside
 */
public record Standing(Kind kind, String reason, String message, List<Also> also) {
  /** A condition of some kinds only, there while it is true. */
  public record Also(String type, String reason, String message) {
    public Also {
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(message, "message");
    }
  }

  public Standing(Kind kind, String reason, String message) {
    this(kind, reason, message, List.of());
  }

  public Standing {
    also = List.copyOf(also);
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(message, "message");
  }

  /** Rows of the table; the comment gives Ready, Synced, and which of Reconciling and Stalled is true. */
  public enum Kind {
    /** False, as it was, Reconciling. */
    WORKING,
    /** False, ReconcileError, Reconciling. */
    WAITING,
    /** True, ReconcileSuccess, neither. */
    AVAILABLE,
    /** False, ReconcileSuccess, neither: what is missing is withheld by the management policies. */
    WITHHELD,
    /** False, ReconcileError, Stalled. */
    STALLED,
    /** False, ReconcileSuccess, Reconciling: what is missing is no error. */
    EXPECTING,
    /** False, ReconcileSuccess, Reconciling. */
    DELETING
  }

  public static Standing working(String reason, String message) {
    return new Standing(Kind.WORKING, reason, message);
  }

  public static Standing waiting(String reason, String message) {
    return new Standing(Kind.WAITING, reason, message);
  }

  public static Standing expecting(String reason, String message) {
    return new Standing(Kind.EXPECTING, reason, message);
  }

  public static Standing available(String reason, String message) {
    return new Standing(Kind.AVAILABLE, reason, message);
  }

  public static Standing withheld(String reason, String message) {
    return new Standing(Kind.WITHHELD, reason, message);
  }

  public static Standing stalled(String reason, String message) {
    return new Standing(Kind.STALLED, reason, message);
  }

  public static Standing deleting(String message) {
    return new Standing(Kind.DELETING, Reason.Deleting.name(), message);
  }

  /** The same, and this is true beside it. */
  public Standing and(Also condition) {
    return new Standing(kind, reason, message, Stream.concat(also.stream(), Stream.of(condition)).toList());
  }

  /** What a failure means: only what can't get better by itself is stalled. */
  public static Standing of(Failure failure) {
    return switch (failure) {
      case Failure.Transient f -> waiting(f.reason(), f.message());
      case Failure.MissingRight f -> stalled(f.reason(), f.message());
      case Failure.Permanent f -> stalled(f.reason(), f.message());
    };
  }
}
