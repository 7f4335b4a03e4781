package dev.sluice.function.gate;

import com.google.protobuf.Struct;
import dev.sluice.function.field.FieldPath;
import dev.sluice.function.proto.Resource;
import dev.sluice.function.proto.RunFunctionRequest;
import dev.sluice.function.proto.State;
import java.util.Optional;

/**
 * A resource of the composition, by the name that it has there.
 *
 * @param desired what earlier steps of the pipeline ask for
 * @param observed as the cluster has it
 */
record Subject(String name, Optional<Struct> desired, Optional<Struct> observed) {
  private static final FieldPath API_VERSION = FieldPath.of("apiVersion");
  private static final FieldPath KIND = FieldPath.of("kind");
  private static final FieldPath NAME = FieldPath.of("metadata", "name");

  static Subject of(String name, RunFunctionRequest request) {
    return new Subject(name, in(request.getDesired(), name), in(request.getObserved(), name));
  }

  private static Optional<Struct> in(State state, String name) {
    return Optional.ofNullable(state.getResourcesMap().get(name)).map(Resource::getResource);
  }

  boolean isKnown() {
    return desired.isPresent() || observed.isPresent();
  }

  /** Of what is desired, else of what is there. */
  Type type() {
    return type(desired.or(this::observed).orElseThrow());
  }

  /** Whether what is there is of the kind that is desired. */
  boolean keepsItsKind() {
    return desired.map(Subject::type).equals(observed.map(Subject::type));
  }

  /** By the object's own name, where it has one already, else by that in the composition. */
  String title() {
    var object = observed.or(this::desired).orElseThrow();
    return type(object).kind() + " " + NAME.text(object).orElse("'" + name + "'");
  }

  static Type type(Struct object) {
    var version = API_VERSION.text(object).orElse("");
    return new Type(version.contains("/") ? version.substring(0, version.indexOf('/')) : "", KIND.text(object).orElse(""));
  }

  /** A kind, whatever the version. */
  record Type(String group, String kind) {
    @Override
    public String toString() {
      return group.isEmpty() ? kind : kind + "." + group;
    }
  }
}
