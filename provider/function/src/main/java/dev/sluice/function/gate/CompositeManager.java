package dev.sluice.function.gate;

import com.google.protobuf.Struct;
import dev.sluice.function.field.FieldPath;
import dev.sluice.function.field.Ownership;
import dev.sluice.rules.SourceDigest;
import java.util.Optional;

/** The field manager by which Crossplane applies what a composite is composed of. */
record CompositeManager(String name) {
  /** Up to what tells composites apart, which is a digest of name and kind. */
  private static final String FAMILY = "apiextensions.crossplane.io/composed/";

  /** @param composite as observed */
  static CompositeManager of(Struct composite) {
    var name = FieldPath.of("metadata", "name").text(composite).orElse("");
    return new CompositeManager(FAMILY + SourceDigest.hex(name + Subject.type(composite)));
  }

  /** What it has applied of an object; empty where the object doesn't say. */
  Optional<Ownership> owned(Struct object) {
    return Ownership.of(object, name, FAMILY);
  }
}
