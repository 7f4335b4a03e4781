package dev.sluice.engine.postgresql;

import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseDesign;
import dev.sluice.engine.database.DatabaseDesign.Extension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A design, field by field. */
record Design(DatabaseDesign design) {

  /** As a resource asks that has begun to create it. */
  static Design of(String name) {
    return new Design(
        new DatabaseDesign(
            name, new Claim("uid-" + name, "test/Database/" + name, true), Optional.empty(), Optional.empty(), List.of(), Map.of()));
  }

  Design found() {
    return claimedBy(design.claim().uid(), design.claim().holder(), false);
  }

  Design claimedBy(String uid, String holder, boolean made) {
    return new Design(
        new DatabaseDesign(
            design.name(), new Claim(uid, holder, made), design.owner(), design.connectionLimit(), design.extensions(), design.options()));
  }

  Design owner(String owner) {
    return new Design(
        new DatabaseDesign(
            design.name(), design.claim(), Optional.of(owner), design.connectionLimit(), design.extensions(), design.options()));
  }

  Design connectionLimit(int limit) {
    return new Design(
        new DatabaseDesign(design.name(), design.claim(), design.owner(), Optional.of(limit), design.extensions(), design.options()));
  }

  Design extension(String name, String version, String schema) {
    List<Extension> extensions = new ArrayList<>(design.extensions());
    extensions.add(new Extension(name, Optional.ofNullable(version), Optional.ofNullable(schema)));
    return new Design(
        new DatabaseDesign(
            design.name(), design.claim(), design.owner(), design.connectionLimit(), extensions, design.options()));
  }

  Design option(String name, Object value) {
    Map<String, Object> options = new HashMap<>(design.options());
    options.put(name, value);
    return new Design(
        new DatabaseDesign(
            design.name(), design.claim(), design.owner(), design.connectionLimit(), design.extensions(), options));
  }
}
