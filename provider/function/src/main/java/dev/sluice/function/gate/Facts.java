package dev.sluice.function.gate;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.sluice.function.field.FieldPath;
import dev.sluice.rules.Version;
import java.util.Optional;

/** What the status of an observed Migration or Schema says. */
record Facts(Struct object) {
  private static final FieldPath GENERATION = FieldPath.of("metadata", "generation");
  private static final FieldPath OBSERVED_GENERATION = FieldPath.of("status", "observedGeneration");
  private static final FieldPath CONDITIONS = FieldPath.of("status", "conditions");

  boolean beingDeleted() {
    return FieldPath.of("metadata", "deletionTimestamp").in(object).isPresent();
  }

  /** Whether the provider has taken note of the spec as it is. */
  boolean isCurrent() {
    var generation = GENERATION.number(object);
    return generation.isPresent() && generation.equals(OBSERVED_GENERATION.number(object));
  }

  Optional<Struct> condition(String type) {
    return CONDITIONS.list(object).stream()
        .map(Value::getStructValue)
        .filter(c -> FieldPath.of("type").text(c).filter(type::equals).isPresent())
        .findFirst();
  }

  /** Whether the condition is True, and speaks of the spec as it is. */
  boolean isTrueNow(String type) {
    return condition(type)
        .filter(c -> FieldPath.of("status").text(c).filter("True"::equals).isPresent())
        .filter(c -> FieldPath.of("observedGeneration").number(c).equals(GENERATION.number(object)))
        .isPresent();
  }

  /** What the condition says. */
  String message(String type) {
    return condition(type).flatMap(FieldPath.of("message")::text).orElse("");
  }

  Optional<String> appliedVersionText() {
    return atProvider("appliedVersion");
  }

  Optional<Version> appliedVersion() {
    return appliedVersionText().flatMap(Version::of);
  }

  /** Of the files as the provider has read them. */
  Optional<String> sourceDigest() {
    return atProvider("sourceDigest");
  }

  /** Whether exactly these files were once applied completely. */
  boolean hasApplied(String digest) {
    return atProvider("appliedDigest").filter(digest::equals).isPresent()
        || FieldPath.of("status", "atProvider", "appliedDigests").list(object).stream().anyMatch(v -> v.getStringValue().equals(digest));
  }

  /** How many files are still to run; empty where the database was never looked at. */
  Optional<Integer> pending() {
    return FieldPath.of("status", "atProvider", "pending", "count").number(object).map(Double::intValue);
  }

  private Optional<String> atProvider(String field) {
    return FieldPath.of("status", "atProvider", field).text(object);
  }
}
