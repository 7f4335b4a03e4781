package dev.sluice.controller.run;

import dev.sluice.controller.managed.Annotations;
import dev.sluice.controller.managed.ConditionType;
import dev.sluice.controller.managed.Standing;
import dev.sluice.controller.managed.Subject;
import dev.sluice.engine.Reasons;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Resources whose last run failed for good. They are not run again until what they ran with or the annotation
 * {@code sluice.dev/retry} changes. What a restart of the provider forgets is read back from the status.
 */
public final class Held {
  private final Map<String, Failed> failed = new ConcurrentHashMap<>();

  private record Failed(int design, Optional<String> retry, Standing standing) {}

  public void hold(Subject<?, ?> subject, Object design, Standing standing) {
    failed.put(subject.uid(), new Failed(design.hashCode(), subject.annotation(Annotations.RETRY), standing));
  }

  public void release(String uid) {
    failed.remove(uid);
  }

  /** @param recorded whether the failure that the status tells of was of the same inputs, where it tells of one */
  public boolean holds(Subject<?, ?> subject, Object design, boolean recorded) {
    var known = failed.get(subject.uid());
    return known == null
        ? recorded && statusSaysSo(subject)
        : known.design == design.hashCode() && known.retry.equals(subject.annotation(Annotations.RETRY));
  }

  /** As it was when it failed. */
  public Standing standing(Subject<?, ?> subject) {
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
  private static boolean statusSaysSo(Subject<?, ?> subject) {
    var retry = subject.annotation(Annotations.RETRY);
    return subject.isTrueNow(ConditionType.STALLED)
        && subject.status().condition(ConditionType.STALLED).filter(c -> c.reason().equals(Reasons.MISSING_RIGHT)).isEmpty()
        && (retry.isEmpty() || Objects.equals(retry.get(), subject.status().lastHandledRetry()));
  }
}
