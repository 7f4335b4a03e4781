package dev.sluice.controller.testbed;

/** Crossplane v2's namespaced resources, and the cluster-scoped ones that claims of Crossplane v1 are made of. */
public enum Flavour {
  NAMESPACED("db.m.sluice.dev"),
  CLUSTER("db.sluice.dev");

  private final String group;

  Flavour(String group) {
    this.group = group;
  }

  public String group() {
    return group;
  }

  public String apiVersion() {
    return group + "/v1alpha1";
  }

  boolean isNamespaced() {
    return this == NAMESPACED;
  }
}
