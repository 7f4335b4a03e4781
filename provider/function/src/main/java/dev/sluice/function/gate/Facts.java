package dev.sluice.function.gate;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.sluice.function.field.FieldPath;
import dev.sluice.rules.Applied;
import java.util.List;
import java.util.Optional;

/** What the status of an observed Migration or Schema says. */
record Facts(Struct object) {
  private static final FieldPath GENERATION = FieldPath.of("metadata", "generation");
  private static final FieldPath OBSERVED_GENERATION = FieldPath.of("status", "observedGeneration");
  private static final FieldPath CONDITIONS = FieldPath.of("status", "conditions");
  private static final FieldPath AT_PROVIDER = FieldPath.of("status", "atProvider");

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

  /** Whether the provider leaves it alone, because it was asked to. */
  boolean isPaused() {
    return condition("Synced").flatMap(FieldPath.of("reason")::text).filter("ReconcilePaused"::equals).isPresent();
  }

  /** What the condition says. */
  String message(String type) {
    return condition(type).flatMap(FieldPath.of("message")::text).orElse("");
  }

  /** Whether the last look at the database, whenever that was, found all applied that the spec as it is asks for. */
  boolean foundAllApplied() {
    var generation = GENERATION.number(object);
    return generation.isPresent() && generation.equals(AT_PROVIDER.with("appliedGeneration").number(object));
  }

  /** Whether the last files that were read are exactly these. */
  boolean hasRead(String digest) {
    return atProvider("sourceDigest").equals(Optional.of(digest));
  }

  Applied applied() {
    return new Applied(
        isCurrent(),
        isTrueNow("Ready"),
        atProvider("appliedVersion"),
        atProvider("targetVersion"),
        pending(),
        atProvider("appliedDigest"),
        texts(AT_PROVIDER.with("appliedDigests")),
        atProvider("sourceDigest"));
  }

  private Optional<Applied.Pending> pending() {
    var versions = texts(AT_PROVIDER.with("pending").with("versions"));
    return AT_PROVIDER.with("pending").with("count").number(object).map(count -> new Applied.Pending(count.intValue(), versions));
  }

  private List<String> texts(FieldPath path) {
    return path.list(object).stream().map(Value::getStringValue).toList();
  }

  private Optional<String> atProvider(String field) {
    return AT_PROVIDER.with(field).text(object);
  }
}
