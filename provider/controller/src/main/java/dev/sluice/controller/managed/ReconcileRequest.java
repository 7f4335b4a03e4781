package dev.sluice.controller.managed;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What asks for a look at a resource: Crossplane's annotation, or Flux's, by which its tools and those made after them ask
 * for the same. Both are echoed in {@code status.lastHandledReconcileAt}, the later one where there are two.
 */
final class ReconcileRequest {
  private static final Comparator<String> LATER = Comparator.comparing(ReconcileRequest::time).thenComparing(Comparator.naturalOrder());

  private ReconcileRequest() {}

  static Optional<String> of(Subject<?, ?> subject) {
    return Stream.of(Annotations.RECONCILE_REQUESTED_AT, Annotations.FLUX_REQUESTED_AT)
        .flatMap(annotation -> subject.annotation(annotation).stream())
        .max(LATER);
  }

  /** Any token will do; one that is no point in time comes before those that are. */
  private static Instant time(String token) {
    try {
      return OffsetDateTime.parse(token).toInstant();
    } catch (DateTimeException e) {
      return Instant.MIN;
    }
  }
}
