package dev.sluice.controller.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/**
 * A kind to reconcile.
 *
 * @param reconciler makes its reconciler, given the controller's name
 */
record Kind<R extends HasMetadata>(String kind, String group, Class<R> type, Function<String, Reconciler<R>> reconciler) {
  Kind {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(reconciler, "reconciler");
  }

  /** Such as {@code database.db.m.sluice.dev}. */
  String controllerName() {
    return kind.toLowerCase(Locale.ROOT) + "." + group;
  }

  /** The name of its CustomResourceDefinition. */
  String crd() {
    return kind.toLowerCase(Locale.ROOT) + "s." + group;
  }
}
