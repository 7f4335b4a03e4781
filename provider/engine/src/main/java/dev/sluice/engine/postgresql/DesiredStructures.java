package dev.sluice.engine.postgresql;

import dev.sluice.engine.postgresql.schema.diff.Desired;
import dev.sluice.engine.postgresql.schema.model.Model;
import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What files were found to mean, the latest few of them, and fewer where memory is short. Safe for use by many threads. */
final class DesiredStructures {
  private static final int KEPT = 64;

  private final Map<String, SoftReference<Desired>> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SoftReference<Desired>> eldest) {
          return size() > KEPT;
        }
      };

  Desired get(String key, Supplier<Model> made) {
    synchronized (known) {
      var there = known.get(key);
      var desired = there == null ? null : there.get();
      if (desired != null) {
        return desired;
      }
    }
    var desired = Desired.once(made.get());
    keep(key, desired);
    return desired;
  }

  /** The same with its second form. */
  Desired echoed(String key, Desired desired, UnaryOperator<Model> echo) {
    var whole = new Desired(desired.model(), echo.apply(desired.model()));
    keep(key, whole);
    return whole;
  }

  private void keep(String key, Desired desired) {
    synchronized (known) {
      known.put(key, new SoftReference<>(desired));
    }
  }
}
