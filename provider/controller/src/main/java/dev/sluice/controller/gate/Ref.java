package dev.sluice.controller.gate;

import java.util.Objects;

/** A pod, as one that waits in one of the two ways. */
record Ref(Variant variant, String namespace, String name) {
  Ref {
    Objects.requireNonNull(variant, "variant");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
  }
}
