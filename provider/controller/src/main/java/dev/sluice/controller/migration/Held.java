package dev.sluice.controller.migration;

import dev.sluice.api.common.Condition;
import dev.sluice.api.migration.MigrationObservation;
import dev.sluice.controller.managed.Annotations;
import dev.sluice.controller.managed.ConditionType;
import dev.sluice.controller.managed.Standing;
import dev.sluice.controller.managed.Subject;
import dev.sluice.engine.migration.MigrationDesign;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Migrations whose last run failed for good. They are not run again until their spec, source, placeholders or the annotation
 * {@code sluice.dev/retry} changes. What a restart of the provider forgets is read back from the status.
 */
final class Held {
  private final Map<String, Failed> failed = new ConcurrentHashMap<>();

  private record Failed(int design, Optional<String> retry, Standing standing) {}

  void hold(Subject<?, ?> subject, MigrationDesign design, Standing standing) {
    failed.put(subject.uid(), new Failed(design.hashCode(), subject.annotation(Annotations.RETRY), standing));
  }

  void release(String uid) {
    failed.remove(uid);
  }

  /** @param inputs as in {@link Run.Origin#digest} */
  boolean holds(Subject<?, MigrationObservation> subject, MigrationDesign design, String inputs) {
    var known = failed.get(subject.uid());
    return known == null
        ? statusSaysSo(subject, design, inputs)
        : known.design == design.hashCode() && known.retry.equals(subject.annotation(Annotations.RETRY));
  }

  /** As it was when it failed. */
  Standing standing(Subject<?, ?> subject) {
    var known = failed.get(subject.uid());
    return known != null
        ? known.standing
        : subject
            .status()
            .condition(ConditionType.STALLED)
            .map(c -> Standing.stalled(c.reason(), Optional.ofNullable(c.message()).orElse("")))
            .orElseThrow();
  }

  // The status holds no values, so only versions are compared: where they are others, running once more is all one can do.
  private static boolean statusSaysSo(Subject<?, MigrationObservation> subject, MigrationDesign design, String inputs) {
    var retry = subject.annotation(Annotations.RETRY);
    return subject.isTrueNow(ConditionType.STALLED)
        && subject
            .observation()
            .filter(o -> o.lastFailure() != null && inputs.equals(o.lastFailure().inputs()))
            .filter(o -> design.files().digest().equals(o.sourceDigest()))
            .isPresent()
        && !subject.status().condition(ConditionType.STALLED).map(Condition::reason).equals(Optional.of("MissingRight"))
        && (retry.isEmpty() || Objects.equals(retry.get(), subject.status().lastHandledRetry()));
  }
}
