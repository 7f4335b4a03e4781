package dev.sluice.controller.schema;

import dev.sluice.controller.run.Origin;
import dev.sluice.engine.schema.Plan;
import dev.sluice.engine.schema.SchemaDesign;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the last complete look at each Schema's database found; while neither side has changed it need not be repeated. Files may
 * be large: where memory is short it is forgotten.
 */
final class Looks {
  private final Map<String, SoftReference<Look>> looks = new ConcurrentHashMap<>();

  record Look(Origin origin, SchemaDesign design, Plan plan) {
    Look {
      Objects.requireNonNull(origin, "origin");
      Objects.requireNonNull(design, "design");
      Objects.requireNonNull(plan, "plan");
    }
  }

  void keep(String uid, Look look) {
    looks.put(uid, new SoftReference<>(look));
  }

  void forget(String uid) {
    looks.remove(uid);
  }

  Optional<SchemaDesign> design(String uid, Origin origin) {
    return last(uid).filter(look -> look.origin.isSame(origin)).map(Look::design);
  }

  /** @param fingerprint of the database as it is now */
  Optional<Plan> plan(String uid, SchemaDesign design, String fingerprint) {
    return last(uid).filter(look -> look.design.equals(design) && look.plan.fingerprint().equals(fingerprint)).map(Look::plan);
  }

  private Optional<Look> last(String uid) {
    return Optional.ofNullable(looks.get(uid)).map(SoftReference::get);
  }
}
