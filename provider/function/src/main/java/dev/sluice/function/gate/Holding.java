package dev.sluice.function.gate;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.sluice.function.field.FieldPath;
import dev.sluice.function.field.Ownership;
import dev.sluice.function.field.Shape;
import java.util.List;
import java.util.Optional;

/** Keeps fields of resources as they are in the cluster, without taking over what is others'. */
final class Holding {
  private final CompositeManager manager;

  Holding(CompositeManager manager) {
    this.manager = manager;
  }

  /**
   * What to desire of a resource that exists.
   *
   * @param desired of it, as another gate may have left it
   * @throws InputException where it can't be held
   */
  Struct held(Subject subject, Struct desired, List<FieldPath> fields) {
    var observed = subject.observed().orElseThrow();
    var ownership = manager.owned(observed);
    if (!subject.keepsItsKind()) {
      return ownership.map(o -> whole(o, observed)).orElseThrow(() -> new InputException(
          "'%s' is to become a %s while it is held, and its managedFields don't say what of %s is the composite's; change the kind once it is let go"
              .formatted(subject.name(), subject.type(), subject.title())));
    }
    var held = desired;
    for (var field : fields) {
      var kept = ownership.map(o -> o.at(field, observed)).orElseGet(() -> guessed(field, desired, observed));
      held = kept.isPresent() ? field.put(held, kept.get()) : field.remove(held);
    }
    return held;
  }

  private static Optional<Value> guessed(FieldPath field, Struct desired, Struct observed) {
    return field.in(desired).flatMap(d -> field.in(observed).map(o -> Shape.of(o, d)));
  }

  private static Struct whole(Ownership ownership, Struct observed) {
    var kept = ownership.all(observed);
    for (var name : List.of("apiVersion", "kind")) {
      kept = kept.toBuilder().putFields(name, observed.getFieldsOrThrow(name)).build();
    }
    return kept;
  }
}
