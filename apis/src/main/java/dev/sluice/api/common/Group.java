package dev.sluice.api.common;

/** The two API groups; both serve the same kinds with the same {@code forProvider}. */
public final class Group {
  /** Cluster-scoped kinds, for Crossplane v1 style claims. */
  public static final String CLUSTER = "db.sluice.dev";

  /** Namespaced kinds, Crossplane v2; the infix is Crossplane's convention. */
  public static final String NAMESPACED = "db.m.sluice.dev";

  public static final String VERSION = "v1alpha1";

  private Group() {}
}
