package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseDesign;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A design, field by field. */
record Design(DatabaseDesign design) {

  /** As a resource asks that has begun to create it. */
  static Design of(String name) {
    return of(name, new Claim("uid-" + name, "test/Database/" + name, true), Map.of());
  }

  Design found() {
    return claimedBy(design.claim().uid(), design.claim().holder(), false);
  }

  Design claimedBy(String uid, String holder, boolean made) {
    return of(design.name(), new Claim(uid, holder, made), design.options());
  }

  Design option(String name, Object value) {
    Map<String, Object> options = new HashMap<>(design.options());
    options.put(name, value);
    return of(design.name(), design.claim(), options);
  }

  private static Design of(String name, Claim claim, Map<String, Object> options) {
    return new Design(new DatabaseDesign(name, claim, Optional.empty(), Optional.empty(), List.of(), options));
  }
}
